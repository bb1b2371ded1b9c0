// The demo catalogue: the Blender clip, and three films that are drawn and composed on the spot.
import { join } from 'node:path'

export type DemoFilm = Readonly<{
  title: string
  synopsis: string
  genres: readonly string[]
  year: number
  ageRating: string
  /** minor units of EUR */
  buy: number
  rent: number
  /** a file of this folder, or what ffmpeg draws and plays for `seconds` */
  source: { file: string } | { name: string; seconds: number; picture: string; sound: string; pixelFormat: string }
}>

const here = import.meta.dirname

export const demoFilms: readonly DemoFilm[] = [
  {
    title: 'Big Buck Bunny (excerpt)',
    synopsis: 'A rabbit of some size, a meadow, five seconds. © 2008 Blender Foundation, CC BY 3.0.',
    genres: ['animation', 'comedy'],
    year: 2008,
    ageRating: '0',
    buy: 299,
    rent: 99,
    source: { file: join(here, 'films', 'bigbuckbunny.mp4') },
  },
  {
    title: 'The Descent into Seahorse Valley',
    synopsis: 'One minute into the Mandelbrot set, ever deeper, over a slow organ chord.',
    genres: ['documentary', 'mathematics'],
    year: 2026,
    ageRating: '0',
    buy: 799,
    rent: 299,
    source: {
      name: 'descent.mkv',
      seconds: 64,
      picture: 'mandelbrot=size=854x480:rate=24:end_pts=1536:end_scale=0.004:maxiter=400',
      sound:
        'aevalsrc=0.2*sin(110*2*PI*t)*(1+0.3*sin(0.4*PI*t))+0.12*sin(165*2*PI*t)+0.1*sin(220.5*2*PI*t)+0.06*sin(277*2*PI*t):s=48000',
      pixelFormat: 'yuv420p',
    },
  },
  {
    title: 'Colony',
    synopsis: 'Cells are born, crowd and die by four rules, in a window taller than wide; rain on the roof.',
    genres: ['drama', 'mathematics'],
    year: 2026,
    ageRating: '6',
    buy: 599,
    rent: 199,
    source: {
      name: 'colony.mkv',
      seconds: 62,
      picture:
        'life=size=108x192:rate=12:mold=12:ratio=0.32:life_color=#ffd27f:death_color=#5a1f10:mold_color=#20130f:random_seed=11,scale=432:768:flags=neighbor,fps=24',
      sound: 'anoisesrc=color=pink:amplitude=0.25:seed=7:sample_rate=48000,lowpass=f=1800,tremolo=f=0.15:d=0.7',
      pixelFormat: 'yuv420p',
    },
  },
  {
    title: 'An Odd Afternoon',
    synopsis: 'Colours that drift across a frame of 853 by 479, and a small tune that never quite repeats.',
    genres: ['experimental', 'music'],
    year: 2026,
    ageRating: '12',
    buy: 499,
    rent: 149,
    source: {
      name: 'odd-afternoon.mkv',
      seconds: 66,
      picture: 'gradients=size=853x479:rate=25:speed=0.02:nb_colors=6:seed=42,hue=H=0.2*t',
      sound: 'aevalsrc=0.25*sin(2*PI*t*(220*pow(2\\,floor(mod(t*2.5\\,7))/12)))*exp(-3*mod(t*2.5\\,1)):s=48000',
      pixelFormat: 'yuv444p',
    },
  },
]

/** ffmpeg's arguments that draw a film into `file`; near lossless and fast, as a master would be. */
export const drawing = (source: Extract<DemoFilm['source'], { name: string }>, file: string): readonly string[] => [
  ...['-f', 'lavfi', '-i', source.picture, '-f', 'lavfi', '-i', source.sound],
  ...['-t', String(source.seconds), '-shortest', '-pix_fmt', source.pixelFormat],
  ...['-c:v', 'libx264', '-preset', 'ultrafast', '-crf', '24', '-c:a', 'aac', '-ac', '2', '-b:a', '128k'],
  ...['-metadata:s:a:0', 'language=und', '-y', file],
]
