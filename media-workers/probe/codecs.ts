// The decoders that we let a stranger's file start: what films are made with, nothing exotic.

export const videoCodecs: ReadonlySet<string> = new Set([
  ...[
    'h264',
    'hevc',
    'av1',
    'vp8',
    'vp9',
    'mpeg4',
    'mpeg2video',
    'mpeg1video',
    'h263',
    'theora',
    'vc1',
    'wmv3',
    'wmv2',
  ],
  ...['msmpeg4v3', 'flv1', 'prores', 'dnxhd', 'dvvideo', 'mjpeg', 'ffv1', 'huffyuv', 'ffvhuff', 'utvideo', 'rawvideo'],
])

export const audioCodecs: ReadonlySet<string> = new Set([
  ...['aac', 'mp3', 'mp2', 'ac3', 'eac3', 'opus', 'vorbis', 'flac', 'alac', 'dts', 'truehd', 'wmav1', 'wmav2'],
  ...['pcm_s16le', 'pcm_s16be', 'pcm_s24le', 'pcm_s24be', 'pcm_s32le', 'pcm_s32be', 'pcm_f32le', 'pcm_f32be'],
  ...['pcm_f64le', 'pcm_u8', 'pcm_s8', 'pcm_alaw', 'pcm_mulaw', 'pcm_bluray', 'pcm_dvd', 'adpcm_ima_qt', 'adpcm_ms'],
  ...['adpcm_ima_wav', 'amr_nb', 'amr_wb'],
])
