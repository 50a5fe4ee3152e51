import { describe, expect, it } from 'vitest';
import { cost, isVisit, put, question, sum, type Offering, type Provider } from './circle';
import { noWishes } from './home';

const shop = { id: 'liji', name: '李记' } as Provider;
const other = { id: 'wang', name: '王记' } as Provider;
const goods = (id: string, amount: number): Offering => ({ id, name: id, kind: 'goods', open: true, price: { amount, unit: 'piece', unit_label: '' } });
const bath: Offering = { id: 'bath', name: 'bath', kind: 'visit', open: true, minutes: 90, price: { amount: 5000, unit: 'hour', unit_label: '', fee: 1000, minimum: 8000 } };

describe('a basket', () => {
  it('holds goods of one provider', () => {
    const one = put(put(undefined, shop, goods('rice', 3990), 1), shop, goods('milk', 500), 2)!;
    expect(sum(one)).toBe(4990);
    expect(put(one, other, goods('egg', 100), 1)!.lines.map((l) => l.offering.id)).toEqual(['egg']);
  });

  it('is empty when its last line is taken out', () => {
    expect(put(put(undefined, shop, goods('rice', 1), 1), shop, goods('rice', 1), 0)).toBeUndefined();
  });

  it('never mixes a visit with goods', () => {
    const one = put(put(undefined, shop, goods('rice', 1), 1), shop, bath, 1)!;
    expect(isVisit(one)).toBe(true);
    expect(one.lines.length).toBe(1);
    expect(isVisit(put(one, shop, goods('rice', 1), 1)!)).toBe(false);
  });

  it('prices by the rule: amount by unit, fee on top, never below the minimum', () => {
    expect(cost(bath, 1)).toBe(8500); // an hour and a half at 50.00, and 10.00
    expect(cost({ ...bath, minutes: 60 }, 1)).toBe(8000);
    expect(cost({ ...goods('apples', 1280), grams: 500, price: { amount: 1280, unit: 'kg', unit_label: '' } }, 3)).toBe(1920);
  });
});

it('a question says where the home is, what it needs and what it agrees to', () => {
  const home = { community: 'xfl', building: 'xfl-3', unit: '2单元', room: '501', label: '' };
  expect(question(home, { ...noWishes, no_stairs: true, robot: true, pet: true }, 'zh', { category: 'meals' })).toBe(
    '/v1/circle?building=xfl-3&lang=zh&unit=2%E5%8D%95%E5%85%83&room=501&no_stairs=true&consent_robot=true&category=meals',
  );
});
