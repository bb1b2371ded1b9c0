// Sends a film file with its progress in bytes. XMLHttpRequest, because fetch does not tell how much has been sent.

import { ownPositions } from './http.ts'
import { ApiError } from './problem.ts'
import { randomId } from './random-id.ts'
import { noteServerDate } from './server-clock.ts'
import { accessToken } from './session.ts'

export type Uploaded = Readonly<{ filmId: string; uploadId: string; bytes: number; sha256: string }>
export type Sent = Readonly<{ bytes: number; total: number }>

const refusal = (request: XMLHttpRequest): ApiError => {
  const problem = (() => {
    try {
      return JSON.parse(request.responseText) as { type?: string; detail?: string; title?: string }
    } catch {
      return {}
    }
  })()
  const type = problem.type?.split('/').filter(Boolean).at(-1) ?? 'not-understood'
  return new ApiError(type, request.status, problem.detail ?? problem.title ?? '')
}

const settle = (request: XMLHttpRequest): Uploaded => {
  noteServerDate(request.getResponseHeader('date'))
  ownPositions.note(request.getResponseHeader('position'))
  if (request.status < 200 || request.status > 299) throw refusal(request)
  return JSON.parse(request.responseText) as Uploaded
}

const contentType = (file: File): string => (file.type.startsWith('video/') ? file.type : 'application/octet-stream')

/** Uploads the whole file; `onProgress` with each piece sent. Rejects with ApiError, or AbortError when stopped. */
export const uploadSource = async (
  filmId: string,
  file: File,
  onProgress: (sent: Sent) => void,
  signal: AbortSignal,
): Promise<Uploaded> => {
  const token = await accessToken()
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('PUT', `/v1/films/${filmId}/source`)
    request.setRequestHeader('authorization', `Bearer ${token}`)
    request.setRequestHeader('content-type', contentType(file))
    request.setRequestHeader('idempotency-key', randomId())
    request.upload.onprogress = ({ loaded }) => onProgress({ bytes: loaded, total: file.size })
    request.onload = () => {
      try {
        resolve(settle(request))
      } catch (error) {
        reject(error)
      }
    }
    request.onerror = () => reject(new ApiError('offline', 0, ''))
    request.onabort = () => reject(new DOMException('stopped', 'AbortError'))
    signal.addEventListener('abort', () => request.abort(), { once: true })
    request.send(file)
  })
}
