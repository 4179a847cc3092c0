// What the state of a guest in the call allows. Pure.
import type { CallSnapshot, GuestSnapshot } from '../softphone/protocol'

/** asideFrom: the agent has left the customer waiting for the guest's sake, so hanging up would cut the customer off. */
export function asideFrom(call: CallSnapshot | undefined): boolean {
  const g = call?.guest
  return g?.side === 'host' && (g.state === 'connecting' || g.state === 'asked' || g.state === 'consulting') && call?.held_since !== undefined
}

/** waitsForTransfer: a blind transfer is under way; whose record it will be is open. */
export function waitsForTransfer(call: CallSnapshot): boolean {
  return call.guest?.side === 'host' && call.guest.state === 'transferring'
}

export type GuestAction = 'accept' | 'decline' | 'complete' | 'conference' | 'aside' | 'takeBack'

/** guestActions are the buttons that a guest's state has, the most likely one first. */
export function guestActions(g: GuestSnapshot): GuestAction[] {
  if (g.side === 'guest') return g.state === 'asked' ? ['accept', 'decline'] : []
  switch (g.state) {
    case 'connecting':
    case 'asked':
    case 'transferring':
      return ['takeBack']
    case 'consulting':
      return ['complete', 'conference', 'takeBack']
    case 'conference':
      return ['complete', 'aside', 'takeBack']
    case 'handed':
    case 'taken':
    case 'ended':
    case 'failed':
      return []
  }
}
