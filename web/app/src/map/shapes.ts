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

/** How a robot is drawn. */
export interface RobotLook {
  broken?: boolean; // faulty, or without link
  plight?: boolean; // it cannot get out of something by itself
  halted?: boolean; // staff has it stand still
  busy?: boolean;
}

/** A robot: a square with an aerial; crossed out when broken, with two bars when it is halted, in a triangle when in a plight. */
export function robot(c: Pen, { broken, plight, halted, busy }: RobotLook): void {
  const fill = broken || plight ? colours.fault : halted ? colours.away : colours.robot;
  if (plight) {
    c.beginPath();
    c.moveTo(0, -22);
    c.lineTo(20, 14);
    c.lineTo(-20, 14);
    c.closePath();
    outline(c, '#fdf0e6');
    c.lineWidth = 2.5;
    c.strokeStyle = colours.fault;
    c.stroke();
  }
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
  if (plight) return centred(c, '!', 0, 0.5, 14, '#ffffff');
  if (halted) {
    c.fillRect(-5, -5, 3.5, 10);
    c.fillRect(1.5, -5, 3.5, 10);
    return;
  }
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

type Spot = { x: number; y: number };

/** What an area on the map is: closed for a while, never to be driven in, drawn for so many robots, or being drawn by the reader. */
export type AreaKind = 'closed' | 'no_go' | 'zone' | 'asked';

const areas: Record<AreaKind, { line: string; fill: string; dash: number[] }> = {
  closed: { line: colours.fault, fill: '#b4231822', dash: [] },
  no_go: { line: colours.ink, fill: '#1b1f1d1f', dash: [2, 4] },
  zone: { line: colours.bank, fill: '#6b2fa012', dash: [10, 5] },
  asked: { line: colours.courier, fill: '#1d4f9122', dash: [] },
};

/** An area: each kind has a line of its own; one that is closed or never open is hatched, one being drawn shows its corners. */
export function area(c: Pen, corners: Spot[], kind: AreaKind): void {
  const look = areas[kind];
  c.save();
  c.beginPath();
  for (const p of corners) c.lineTo(p.x, p.y);
  c.closePath();
  c.fillStyle = look.fill;
  c.fill();
  c.lineWidth = 2.5;
  c.strokeStyle = look.line;
  c.setLineDash(look.dash);
  c.stroke();
  c.setLineDash([]);
  if (kind === 'closed' || kind === 'no_go') hatch(c, corners, look.line);
  if (kind === 'asked') {
    for (const p of corners) {
      c.beginPath();
      c.arc(p.x, p.y, 5, 0, 7);
      outline(c, look.line);
    }
  }
  c.restore();
}

function hatch(c: Pen, corners: Spot[], line: string): void {
  c.clip();
  const [x, y] = [corners.map((p) => p.x), corners.map((p) => p.y)];
  const [left, right, top, bottom] = [Math.min(...x), Math.max(...x), Math.min(...y), Math.max(...y)];
  c.beginPath();
  const height = Math.min(bottom - top, 4000);
  for (let at = left - height; at < Math.min(right, left + 4000); at += 12) {
    c.moveTo(at, top + height);
    c.lineTo(at + height, top);
  }
  c.lineWidth = 1;
  c.strokeStyle = line;
  c.stroke();
}

/** The way before a robot: whole as far as it may drive, dotted from there on. */
export function way(c: Pen, points: Spot[], granted: number): void {
  const line = (some: Spot[], dash: number[]) => {
    c.beginPath();
    for (const p of some) c.lineTo(p.x, p.y);
    for (const [width, colour] of [[5, '#ffffff'], [2.5, colours.robot]] as const) {
      c.lineWidth = width;
      c.strokeStyle = colour;
      c.setLineDash(width === 5 ? [] : dash);
      c.stroke();
    }
  };
  c.save();
  c.lineJoin = c.lineCap = 'round';
  line(points.slice(Math.max(granted - 1, 0)), [1, 6]);
  line(points.slice(0, granted), []);
  c.restore();
}

/** How a gate or a lift stands. */
export type Standing = 'open' | 'shut' | 'jammed' | 'no_link' | 'no_controller';

/** A gate or a lift: two posts and what is between them; a lift has a frame. Open: the bar is up; jammed: an exclamation mark; no link: a question mark. */
export function passage(c: Pen, standing: Standing, lift: boolean): void {
  const bad = standing === 'jammed' || standing === 'no_link';
  const colour = bad ? colours.fault : standing === 'open' ? colours.carried : standing === 'shut' ? colours.ink : colours.away;
  c.beginPath();
  c.roundRect(-11, -9, 22, 18, lift ? 0 : 9);
  outline(c, '#ffffff');
  c.lineWidth = 2;
  c.strokeStyle = colour;
  c.stroke();
  if (bad) return centred(c, standing === 'jammed' ? '!' : '?', 0, 0.5, 14, colour);
  c.beginPath();
  c.moveTo(-6, 5);
  if (standing === 'open') c.lineTo(-2, -6);
  else c.lineTo(6, 5);
  c.moveTo(-6, 6);
  c.lineTo(-6, 0);
  c.moveTo(6, 6);
  c.lineTo(6, 0);
  c.lineWidth = 2.5;
  c.stroke();
}
