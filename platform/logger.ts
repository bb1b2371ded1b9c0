// Structured logs (pino). No person's data in a line: ids only.
import { type Logger, pino } from 'pino'

export type { Logger }

export const createLogger = (room: string, level = process.env.MATINEE_LOG_LEVEL ?? 'info'): Logger =>
  pino({
    level,
    base: { room },
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: {
      paths: [
        'req.headers.authorization',
        'req.headers.cookie',
        '*.password',
        '*.accessToken',
        '*.refreshToken',
        '*.token',
      ],
      censor: '[redacted]',
    },
  })
