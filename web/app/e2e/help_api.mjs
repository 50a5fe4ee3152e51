// A call for help as the server shows it to a relative behind the link.
import { stamp } from './town.mjs';

/** What the tests look into and turn. */
export const help = { said: [], state: 'family', drill: false };

export function freshHelp(more = {}) {
  Object.assign(help, { said: [], state: 'family', drill: false, ...more });
}

const began = Date.UTC(2026, 10, 30, 8, 0, 0);

function brief() {
  const steps = [{ at: stamp(began), what: 'raised', who: 'resident', note: 'button' }, { at: stamp(began), what: 'call_family', who: 'you' }];
  for (const [i, s] of help.said.entries()) steps.push({ at: stamp(began + (i + 1) * 20_000), what: s.verb, who: 'you', note: s.note });
  const mine = help.said.some((s) => s.verb === 'acknowledged');
  const contact = { name: '王秀英', phone: '+376 123456', address: '幸福里 3号楼 2单元 501', note: '钥匙在邻居家' };
  return { call: 'h1', state: help.state, drill: help.drill, mine, since: stamp(began), ...(help.state === 'closed' ? {} : { contact }), steps };
}

const after = { acknowledged: 'taken', declined: 'nearby', handed_back: 'desk', closed: 'closed' };

/** Answers what the page of a link asks. */
export function serveHelp(path, body, answer) {
  if (!path.startsWith('/v1/help/h1~res~wang~1.GOOD')) return answer(404, 'not_found');
  if (path.endsWith('/answer')) {
    help.said.push(body);
    help.state = after[body.verb];
  }
  return answer(200, brief());
}
