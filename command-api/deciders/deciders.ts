// Every context whose commands are decided, in the order in which they start.
import { catalogueDecider } from '../../domain/catalogue/decider.ts'
import { commerceDecider } from '../../domain/commerce/decider.ts'
import { couponsDecider } from '../../domain/coupons/decider.ts'
import { identityDecider } from '../../domain/identity/decider.ts'
import { mediaDecider } from '../../domain/media/decider.ts'
import { plansDecider } from '../../domain/plans/decider.ts'
import { sellersDecider } from '../../domain/sellers/decider.ts'
import type { DeciderRoomOptions } from '../../runtime/index.ts'

export const deciders: DeciderRoomOptions['deciders'] = [
  identityDecider,
  catalogueDecider,
  mediaDecider,
  commerceDecider,
  sellersDecider,
  couponsDecider,
  plansDecider,
]
