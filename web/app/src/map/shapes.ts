/**
 * The shapes on the map. Each kind has a form of its own, so that the map can
 * be read without colours: couriers are round, robots square with an aerial,
 * lockers a wide grid, pickups a diamond, orders a house. All are drawn around
 * the origin; lengths are CSS pixels.
 */
type Pen = CanvasRenderingContext2D;

export const colours = {
  ink: '#1b1f1d',
  courier: '#1d4f91',
  robot: '#0f766e',
  fault: '#b42318',
  bank: '#6b2fa0',
  away: '#6b726e',
  waiting: '#9a5b00',
  assigned: '#1d4f91',
  carried: '#14532d',
} as const;

function outline(c: Pen, fill: string, width = 2): void {
  c.lineWidth = width + 2.5;
  c.strokeStyle = '#ffffff';
  c.stroke();
  c.fillStyle = fill;
  c.fill();
}

function centred(c: Pen, text: string, x: number, y: number, size: number, fill: string): void {
  c.font = `700 ${size}px system-ui, sans-serif`;
  c.textAlign = 'center';
  c.textBaseline = 'middle';
  c.fillStyle = fill;
  c.fillText(text, x, y);
}

/** A courier: a disc with the number of orders in hand; a ring when an offer is open; hollow off duty. */
export function courier(c: Pen, tasks: number, online: boolean, offer: boolean): void {
  if (offer) {
    c.beginPath();
    c.arc(0, 0, 14, 0, 7);
    c.lineWidth = 2.5;
    c.setLineDash([4, 3]);
    c.strokeStyle = colours.courier;
    c.stroke();
    c.setLineDash([]);
  }
  c.beginPath();
  c.arc(0, 0, 9, 0, 7);
  if (!online && tasks === 0) {
    outline(c, '#ffffff');
    c.lineWidth = 2;
    c.strokeStyle = colours.away;
    c.stroke();
    return;
  }
  outline(c, online ? colours.courier : colours.away);
  if (tasks > 0) centred(c, String(tasks), 0, 0.5, 11, '#ffffff');
}

/** A robot: a square with an aerial; crossed out when faulty or without link. */
export function robot(c: Pen, broken: boolean, busy: boolean): void {
  const fill = broken ? colours.fault : colours.robot;
  c.beginPath();
  c.moveTo(0, -9);
  c.lineTo(0, -15);
  c.lineWidth = 2;
  c.strokeStyle = fill;
  c.stroke();
  c.beginPath();
  c.roundRect(-9, -9, 18, 18, 4);
  outline(c, fill);
  if (broken) {
    c.beginPath();
    c.moveTo(-5, -5);
    c.lineTo(5, 5);
    c.moveTo(5, -5);
    c.lineTo(-5, 5);
    c.lineWidth = 2.5;
    c.strokeStyle = '#ffffff';
    c.stroke();
    return;
  }
  c.fillStyle = '#ffffff';
  c.beginPath();
  c.arc(-3.6, -1, 1.8, 0, 7);
  c.arc(3.6, -1, 1.8, 0, 7);
  c.fill();
  if (busy) c.fillRect(-5, 4, 10, 2);
}

/** A locker: a wide grid with the free compartments below. */
export function bank(c: Pen, free: number, total: number): void {
  c.beginPath();
  c.rect(-12, -9, 24, 15);
  outline(c, colours.bank);
  c.strokeStyle = '#ffffff';
  c.lineWidth = 1.2;
  c.beginPath();
  for (const x of [-4, 4]) {
    c.moveTo(x, -9);
    c.lineTo(x, 6);
  }
  c.moveTo(-12, -1.5);
  c.lineTo(12, -1.5);
  c.stroke();
  const text = `${free}/${total}`;
  c.font = '700 11px system-ui, sans-serif';
  c.textAlign = 'center';
  c.textBaseline = 'middle';
  c.lineWidth = 3;
  c.strokeStyle = '#ffffff';
  c.strokeText(text, 0, 14);
  c.fillStyle = colours.bank;
  c.fillText(text, 0, 14);
}

/** Where goods wait to be fetched: a small diamond. */
export function pickup(c: Pen): void {
  c.beginPath();
  c.moveTo(0, -6);
  c.lineTo(6, 0);
  c.lineTo(0, 6);
  c.lineTo(-6, 0);
  c.closePath();
  outline(c, '#ffffff');
  c.lineWidth = 2;
  c.strokeStyle = colours.ink;
  c.stroke();
}

function house(c: Pen): void {
  c.beginPath();
  c.moveTo(-8, 8);
  c.lineTo(-8, -2);
  c.lineTo(0, -9);
  c.lineTo(8, -2);
  c.lineTo(8, 8);
  c.closePath();
}

/** An order that ended lately: a tick, or a cross. */
function ended(c: Pen, good: boolean): void {
  c.beginPath();
  c.arc(0, 0, 8, 0, 7);
  outline(c, good ? colours.carried : colours.away);
  c.beginPath();
  if (good) {
    c.moveTo(-4, 0);
    c.lineTo(-1, 3.5);
    c.lineTo(4, -3);
  } else {
    c.moveTo(-3, -3);
    c.lineTo(3, 3);
    c.moveTo(3, -3);
    c.lineTo(-3, 3);
  }
  c.lineWidth = 2;
  c.strokeStyle = '#ffffff';
  c.stroke();
}

/**
 * An order at its door: an empty house while it waits, half full once it has
 * a worker, full once it is carried, with a bar across in a locker. A late one
 * has a flag with an exclamation mark.
 */
export function order(c: Pen, status: string, late: boolean): void {
  if (status === 'delivered' || status === 'failed' || status === 'cancelled') return ended(c, status === 'delivered');
  house(c);
  const waiting = status !== 'assigned' && status !== 'picked_up' && status !== 'in_locker';
  const colour = waiting ? colours.waiting : status === 'assigned' ? colours.assigned : status === 'in_locker' ? colours.bank : colours.carried;
  outline(c, waiting || status === 'assigned' ? '#ffffff' : colour);
  if (status === 'assigned') {
    c.fillStyle = colour;
    c.fillRect(-8, 1, 16, 7);
  }
  if (status === 'in_locker') {
    c.fillStyle = '#ffffff';
    c.fillRect(-4, 1, 8, 2.5);
  }
  house(c);
  c.lineWidth = 2;
  c.strokeStyle = colour;
  c.stroke();
  if (!late) return;
  c.beginPath();
  c.arc(8, -9, 6, 0, 7);
  outline(c, colours.fault, 1);
  centred(c, '!', 8, -8.5, 10, '#ffffff');
}
