// English, whole. Another language is a folder like this one with the same shape, and a line in ../languages.ts.
import { account } from './account.ts'
import { controlMoney } from './control-money.ts'
import { controlRoom } from './control-room.ts'
import { coupon } from './coupon.ts'
import { invoice } from './invoice.ts'
import { library } from './library.ts'
import { people } from './people.ts'
import { plans } from './plans.ts'
import { player } from './player.ts'
import { problems } from './problems.ts'
import { sellerTerms } from './seller-terms.ts'
import { shell } from './shell.ts'
import { checkout, film, store } from './store.ts'
import { studio } from './studio.ts'

export const en = {
  shell,
  problems,
  store,
  film,
  checkout,
  coupon,
  library,
  invoice,
  plans,
  player,
  people,
  studio,
  account,
  controlRoom,
  controlMoney,
  sellerTerms,
}
