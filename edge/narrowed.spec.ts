// Manifests as a playback of a lesser picture sees them.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isAbove, upTo } from './narrowed.ts'

const master = `#EXTM3U
#EXT-X-VERSION:7
#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="audio",URI="audio.m3u8"

#EXT-X-STREAM-INF:BANDWIDTH=1700000,RESOLUTION=1280x720
720p.m3u8
#EXT-X-STREAM-INF:BANDWIDTH=500000,RESOLUTION=426x240
240p.m3u8
#EXT-X-STREAM-INF:BANDWIDTH=4100000,RESOLUTION=1920x1080
1080p.m3u8

#EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=40000,URI="240p-iframes.m3u8"
#EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=400000,URI="1080p-iframes.m3u8"
`
const mpd = `<MPD><Period>
  <AdaptationSet>
    <Representation id="0" height="240"><BaseURL>240p.mp4</BaseURL></Representation>
    <Representation id="1" height="1080">
      <BaseURL>1080p.mp4</BaseURL>
    </Representation>
  </AdaptationSet>
  <AdaptationSet><Representation id="2"><BaseURL>audio.mp4</BaseURL></Representation></AdaptationSet>
</Period></MPD>
`

test('a master playlist names what was bought, its sound and its key frames', () =>
  assert.equal(
    upTo(720, master),
    `#EXTM3U
#EXT-X-VERSION:7
#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="audio",URI="audio.m3u8"

#EXT-X-STREAM-INF:BANDWIDTH=1700000,RESOLUTION=1280x720
720p.m3u8
#EXT-X-STREAM-INF:BANDWIDTH=500000,RESOLUTION=426x240
240p.m3u8

#EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=40000,URI="240p-iframes.m3u8"
`,
  ))
test('so does an MPD', () =>
  assert.equal(
    upTo(720, mpd),
    `<MPD><Period>
  <AdaptationSet>
    <Representation id="0" height="240"><BaseURL>240p.mp4</BaseURL></Representation>
  </AdaptationSet>
  <AdaptationSet><Representation id="2"><BaseURL>audio.mp4</BaseURL></Representation></AdaptationSet>
</Period></MPD>
`,
  ))
test('where all of it was bought nothing changes', () => {
  assert.equal(upTo(1080, master), master)
  assert.equal(upTo(2160, mpd), mpd)
})
test('files of a rendition are known by their names; sound, text and images are of none', () => {
  for (const file of ['1080p.mp4', '1080p.m3u8', '1080p-iframes.m3u8']) assert.ok(isAbove(file, 720), file)
  for (const file of ['720p.mp4', 'audio.mp4', 'master.m3u8', 'thumbnails.vtt', '1080.mp4', 'x1080p.mp4'])
    assert.ok(!isAbove(file, 720), file)
})
