// What one viewer may buy, rent and watch: the commerce decider. Key: viewerId.
import type { CommerceCommand, CommerceEvent } from '../../schemas/generated/types/commerce.ts'
import { assertNever, type Decision } from '../decision.ts'
import { forgetCards, removeCard, saveCard } from './cards.ts'
import { recordDispute } from './disputes.ts'
import { emptyLibrary, evolve, type Library } from './library.ts'
import {
  attachPayment,
  expireOrder,
  notePaymentUpdate,
  placeOrder,
  recordPaymentFailed,
  recordPaymentTaken,
  requirePaymentAction,
} from './orders.ts'
import { closePlayback, startPlayback } from './playbacks.ts'
import { recordRefund, recordRefundFailed, recordRefundsAtProvider, requestRefund } from './refunds.ts'
import { recordChargeReturned, recordPeriod } from './subscription-money.ts'
import {
  attachSubscription,
  cancelSubscription,
  changePlan,
  endSubscription,
  noteSubscriptionUpdate,
  recordTrial,
  requireSubscriptionAction,
  resumeSubscription,
  subscribe,
} from './subscriptions.ts'

export const decide = (command: CommerceCommand, library: Library): Decision<CommerceEvent> => {
  switch (command.type) {
    case 'PlaceOrder':
      return placeOrder(command, library)
    case 'AttachPayment':
      return attachPayment(command, library)
    case 'RequirePaymentAction':
      return requirePaymentAction(command, library)
    case 'RecordPaymentTaken':
      return recordPaymentTaken(command, library)
    case 'RecordPaymentFailed':
      return recordPaymentFailed(command, library)
    case 'ExpireOrder':
      return expireOrder(command, library)
    case 'NotePaymentUpdate':
      return notePaymentUpdate(command, library)
    case 'RequestRefund':
      return requestRefund(command, library)
    case 'RecordRefund':
      return recordRefund(command, library)
    case 'RecordRefundFailed':
      return recordRefundFailed(command, library)
    case 'RecordRefundsAtProvider':
      return recordRefundsAtProvider(command, library)
    case 'RecordDispute':
      return recordDispute(command, library)
    case 'SaveCard':
      return saveCard(command, library)
    case 'RemoveCard':
      return removeCard(command, library)
    case 'ForgetCards':
      return forgetCards(command, library)
    case 'StartPlayback':
      return startPlayback(command, library)
    case 'ClosePlayback':
      return closePlayback(command, library)
    case 'Subscribe':
      return subscribe(command, library)
    case 'AttachSubscription':
      return attachSubscription(command, library)
    case 'RequireSubscriptionAction':
      return requireSubscriptionAction(command, library)
    case 'RecordTrial':
      return recordTrial(command, library)
    case 'RecordSubscriptionPeriod':
      return recordPeriod(command, library)
    case 'RecordSubscriptionRefund':
      return recordChargeReturned(command, library)
    case 'CancelSubscription':
      return cancelSubscription(command, library)
    case 'ResumeSubscription':
      return resumeSubscription(command, library)
    case 'ChangePlan':
      return changePlan(command, library)
    case 'NoteSubscriptionUpdate':
      return noteSubscriptionUpdate(command, library)
    case 'EndSubscription':
      return endSubscription(command, library)
    default:
      return assertNever(command)
  }
}

/** For the deciders' room; raise codeVersion when `evolve` or the state's shape changes. */
export const commerceDecider = { name: 'commerce', initial: emptyLibrary, decide, evolve, codeVersion: 6 } as const
