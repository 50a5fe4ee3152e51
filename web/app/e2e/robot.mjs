// A robot of its own kind: the npm packages mqtt and ajv, and not a line of
// Linli. It does errands until it has done as many as it was told, checks every
// message that it is sent against the published schemas, and prints its counts.
//
//   ROBOT='{"url","serial","maker","key","schemas","errands","x","y"}' node e2e/robot.mjs
import { readFileSync } from 'node:fs';
import Ajv2020 from 'ajv/dist/2020.js';
import mqtt from 'mqtt';

const robot = JSON.parse(process.env.ROBOT);
const prefix = `uagv/v2/${robot.maker}/${robot.serial}/`;
const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false });
const valid = {};
for (const name of robot.schemas ? ['order', 'instantActions', 'state', 'connection'] : []) {
  const schema = JSON.parse(readFileSync(`${robot.schemas}/${name}.schema`));
  delete schema.$schema;
  valid[name] = ajv.compile(schema);
}

const counts = { received: 0, bytes: 0, sent: 0, errands: 0, shared: 0, skipped: 0, onward: 0 };
const fail = (why) => {
  console.error(why);
  process.exit(1);
};
const check = (name, message) => {
  if (valid[name] && !valid[name](message)) fail(`${name}: ${ajv.errorsText(valid[name].errors)}\n${JSON.stringify(message)}`);
};

const heads = {};
const payload = (name, fields) => {
  heads[name] = (heads[name] ?? 0) + 1;
  const message = {
    headerId: heads[name], timestamp: new Date().toISOString(), version: '2.1.0',
    manufacturer: robot.maker, serialNumber: robot.serial, ...fields,
  };
  check(name, message);
  return JSON.stringify(message);
};

const me = { x: robot.x ?? 0, y: robot.y ?? 0, orderId: '', update: 0, last: { nodeId: '', sequenceId: 0 }, nodes: [], edges: [], actions: [], instant: [], unlocked: new Set(), skipped: new Set() };
const of = (action, key = 'orderId') => action.actionParameters?.find((p) => p.key === key)?.value;
const client = mqtt.connect(robot.url, {
  clientId: robot.serial, username: robot.serial, password: robot.key, protocolVersion: 4, keepalive: 15,
  will: { topic: prefix + 'connection', payload: payload('connection', { connectionState: 'CONNECTIONBROKEN' }), qos: 1, retain: true },
});
client.on('error', (e) => fail(String(e)));

const tell = () => {
  if (client.disconnecting) return; // it has said its last
  counts.sent++;
  client.publish(prefix + 'state', payload('state', {
    orderId: me.orderId, orderUpdateId: me.update, lastNodeId: me.last.nodeId, lastNodeSequenceId: me.last.sequenceId,
    driving: false, operatingMode: 'AUTOMATIC',
    nodeStates: me.nodes.map(({ nodeId, sequenceId, released }) => ({ nodeId, sequenceId, released })),
    edgeStates: me.edges.map(({ edgeId, sequenceId, released }) => ({ edgeId, sequenceId, released })),
    agvPosition: { x: me.x, y: me.y, theta: 0, mapId: 'town', positionInitialized: true },
    actionStates: [...me.actions, ...me.instant].map(({ actionId, actionStatus }) => ({ actionId, actionStatus })),
    batteryState: { batteryCharge: 90, charging: false }, errors: [], safetyState: { eStop: 'NONE', fieldViolation: false },
  }));
};

client.on('connect', async () => {
  await client.subscribeAsync([prefix + 'order', prefix + 'instantActions']);
  await client.publishAsync(prefix + 'connection', payload('connection', { connectionState: 'ONLINE' }), { qos: 1, retain: true });
  tell();
});

const enqueue = (order) => {
  me.orderId = order.orderId;
  me.update = order.orderUpdateId;
  me.nodes = me.nodes.filter((n) => n.released).concat(order.nodes.slice(1));
  me.edges = me.edges.filter((e) => e.released).concat(order.edges);
  for (const node of order.nodes)
    for (const a of node.actions)
      if (!me.actions.some((x) => x.actionId === a.actionId)) me.actions.push({ ...a, actionStatus: me.skipped.has(of(a)) ? 'FAILED' : 'WAITING' });
};

// What it is to do at once, besides stateRequest, which tell answers.
const instant = {
  unlock: (a) => {
    if (!of(a, 'compartment')) fail(`${a.actionId} names no compartment`);
    me.unlocked.add(of(a));
  },
  skip: (a) => {
    counts.skipped++;
    me.skipped.add(of(a));
    for (const x of me.actions) if (of(x) === of(a) && x.actionStatus !== 'FINISHED') x.actionStatus = 'FAILED';
  },
  cancelOrder: () => {
    Object.assign(me, { nodes: [], edges: [] });
    for (const x of me.actions) if (x.actionStatus !== 'FINISHED') x.actionStatus = 'FAILED';
  },
};

client.on('message', (topic, bytes, packet) => {
  const name = topic.slice(prefix.length);
  counts.received++;
  counts.bytes += bytes.length;
  if (!topic.startsWith(prefix) || packet.retain || packet.qos !== 0) fail(`${topic}: retained ${packet.retain}, QoS ${packet.qos}`);
  const message = JSON.parse(bytes);
  check(name, message);
  if (name === 'order') {
    const known = message.orderId === me.orderId;
    if (known && message.orderUpdateId <= me.update) return;
    if (!known) {
      if (me.nodes.length > 0) fail(`order ${message.orderId} while ${me.orderId} is under way`);
      Object.assign(me, { actions: [], instant: [], nodes: [], edges: [], unlocked: new Set(), skipped: new Set(), last: message.nodes[0] });
    }
    enqueue(message);
    if (!known) {
      const orders = new Set(me.actions.map((a) => of(a)));
      if (new Set(me.actions.map((a) => of(a, 'compartment'))).size !== orders.size) fail(`${message.orderId}: two orders in one compartment`);
      if (orders.size > 1) counts.shared++;
      if (orders.size > 0 && !me.actions.some((a) => a.actionType === 'pick')) counts.onward++;
    }
  }
  for (const a of message.actions ?? []) {
    if (me.instant.some((x) => x.actionId === a.actionId)) continue;
    instant[a.actionType]?.(a);
    me.instant.push({ ...a, actionStatus: a.actionType === 'factsheetRequest' ? 'FAILED' : 'FINISHED' });
  }
  tell();
});

// One step every few milliseconds: an action, or the next node.
setInterval(() => {
  const running = me.actions.find((a) => a.actionStatus === 'RUNNING');
  const here = me.last.actions?.map((a) => me.actions.find((x) => x.actionId === a.actionId)).find((a) => a?.actionStatus === 'WAITING');
  if (running) {
    if (running.actionType === 'drop' && !me.unlocked.has(of(running))) return;
    running.actionStatus = 'FINISHED';
    if (running.actionType === 'drop' && ++counts.errands === robot.errands) {
      tell();
      client.end(false, {}, () => {
        console.log(JSON.stringify(counts));
        process.exit(0);
      });
      return;
    }
  } else if (here) {
    here.actionStatus = 'RUNNING';
  } else if (me.nodes[0]?.released) {
    me.last = me.nodes.shift();
    me.edges.shift();
    ({ x: me.x, y: me.y } = me.last.nodePosition);
  } else return;
  tell();
}, 10);
