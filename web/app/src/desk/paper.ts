import { ask } from '../lib/problem';

/**
 * Opens a page that needs a key in a tab of its own: a ticket that works once
 * stands in for the key, which must not be part of an address.
 */
export async function openPaper(path: string, key: string): Promise<void> {
  const tab = window.open('about:blank'); // now, while the browser sees the press that allows it
  const { ticket } = await ask<{ ticket: string }>('POST', '/v1/tickets', key, {});
  const address = `${path}${path.includes('?') ? '&' : '?'}ticket=${encodeURIComponent(ticket)}`;
  if (tab) tab.location.replace(address);
  else location.assign(address);
}
