import type { Duty, HelpAsked, Offer, Place, ServerMessage, Task } from './wire';

/** What the courier sees: one offer at most, and the stops in order. */
export interface Board {
  epoch: string;
  seq: number;
  courier: string;
  online: boolean;
  offer: Offer | undefined;
  tasks: Task[];
  /** The day's work, of who is on duty and has a limit. */
  duty: Duty | undefined;
  /** Where the courier is asked to wait for work. */
  standby: Place | undefined;
  /** A call for help that is this courier's to answer. */
  help: HelpAsked | undefined;
  /** How the last offer ended, until the next one. */
  ended: string | undefined;
}

export const emptyBoard: Board = { epoch: '', seq: 0, courier: '', online: false, offer: undefined, tasks: [], duty: undefined, standby: undefined, help: undefined, ended: undefined };

/**
 * Returns the board after a message. A sequence number that was taken in
 * before is ignored: after a resume the server may repeat itself. A tasks
 * message without a number is a fuller copy of the last list.
 */
export function boardAfter(b: Board, m: ServerMessage): Board {
  switch (m.type) {
    case 'welcome': {
      const head = { ...b, epoch: m.epoch, courier: m.courier.id, online: m.courier.online, duty: m.duty };
      if (m.resumed) return { ...head, seq: m.seq };
      return { ...head, seq: m.seq, offer: m.offer ?? undefined, tasks: m.tasks ?? [], standby: m.standby, help: m.help, ended: undefined };
    }
    case 'offer': {
      if (old(b, m.seq)) return b;
      const { type: _, ...offer } = m;
      return { ...b, seq: m.seq ?? b.seq, offer, ended: undefined };
    }
    case 'offer_closed':
      if (old(b, m.seq)) return b;
      if (b.offer?.offer !== m.offer) return { ...b, seq: m.seq ?? b.seq };
      return { ...b, seq: m.seq ?? b.seq, offer: undefined, ended: m.outcome };
    case 'tasks':
      if (old(b, m.seq)) return b;
      return { ...b, seq: m.seq ?? b.seq, online: m.online, tasks: m.tasks ?? [], duty: m.duty, standby: m.standby };
    case 'help_asked': {
      if (old(b, m.seq)) return b;
      const { type: _, ...help } = m;
      return { ...b, seq: m.seq ?? b.seq, help };
    }
    case 'help_over':
      if (old(b, m.seq)) return b;
      return { ...b, seq: m.seq ?? b.seq, help: b.help?.call === m.call ? undefined : b.help };
    default:
      return b;
  }
}

function old(b: Board, seq: number | undefined): boolean {
  return seq !== undefined && seq <= b.seq;
}
