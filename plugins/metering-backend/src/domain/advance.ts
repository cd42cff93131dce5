import { Amount, eachOf, NOTHING, sameAmount } from './Amount';
import { Moment, Phase, Resource, Row, Second, Sighting } from './Resource';

/** What the ledger gets to know, and the resource as it is afterwards. */
export interface Advance {
  resource: Resource;
  rows: Row[];
}

/**
 * The life of a metered thing. All five functions are pure and give rows only for time that is over, so that a row is
 * never changed; what goes on stays in the resource.
 *
 * A change that happened at an unknown second of a moment is written in three parts: what was before is certain up to
 * `from`, the time between is a row that is not certain, and what comes after is certain from `to`. A pod that was seen
 * running at 12:00:00 and was gone at 12:10:00 ran for sure until 12:00:00, and for 0 to 600 seconds more.
 */

/** A thing is seen for the first time. Whatever it did before, it did since it was created. */
export function open(sighting: Sighting, now: Second): Advance {
  const createdAt = Math.min(sighting.createdAt, now);
  return follow(
    {
      ...belongingOf(sighting),
      id: sighting.id,
      key: sighting.key,
      type: sighting.type,
      name: sighting.name,
      openedAt: createdAt,
      existedSince: createdAt,
      phase: sighting.phase === 'inert' ? 'inert' : 'waiting',
      phaseSince: createdAt,
      amount: sighting.amount,
    },
    sighting,
    { from: createdAt, to: now },
  );
}

/** A thing that was not there before the moment is there after it; it came at some second between. */
export function appear(sighting: Sighting, { from, to }: Moment): Advance {
  const resource: Resource = {
    ...belongingOf(sighting),
    id: sighting.id,
    key: sighting.key,
    type: sighting.type,
    name: sighting.name,
    openedAt: from,
    existedSince: to,
    phase: sighting.phase,
    phaseSince: to,
    amount: sighting.amount,
  };
  const write = rowsOf(resource, to);
  const maybe = { least: NOTHING, most: sighting.amount };
  write.perhaps('existed', from, to, maybe);
  for (const state of mayHaveBeen(resource)) {
    write.perhaps(state, from, to, maybe);
  }
  return { resource, rows: write.rows };
}

/** A thing is seen again; what differs changed in the moment. */
export function follow(
  before: Resource,
  sighting: Sighting,
  moment: Moment,
): Advance {
  const { from, to } = within(before, moment);
  const resource: Resource = {
    ...before,
    requester: before.requester || sighting.requester,
  };
  const write = rowsOf(resource, to);
  const resized = !sameAmount(before.amount, sighting.amount);
  const between = resized
    ? {
        least: eachOf(Math.min, before.amount, sighting.amount),
        most: eachOf(Math.max, before.amount, sighting.amount),
      }
    : { least: before.amount, most: before.amount };
  const maybe = { least: NOTHING, most: between.most };

  if (resized) {
    write.certain('existed', before.existedSince, from);
    write.certain('existed', from, to, between);
    resource.existedSince = to;
    resource.amount = sighting.amount;
  }
  if (before.phase === sighting.phase) {
    if (resized && isState(before.phase)) {
      write.certain(before.phase, before.phaseSince, from);
      write.certain(before.phase, from, to, between);
      resource.phaseSince = to;
    }
    return { resource, rows: write.rows };
  }

  const earliest = before.phase === 'waiting' ? before.phaseSince : from;
  const exact = bounded(sighting.phaseSince, earliest, to);
  if (before.phase === 'waiting') {
    if (exact === undefined) {
      // What is stopped by now ran unseen, if at all.
      const ranSince = bounded(sighting.ranSince, earliest, to) ?? from;
      write.perhaps('ran', ranSince, to, maybe);
      if (sighting.phase === 'stopped') {
        write.perhaps('stopped', ranSince, to, maybe);
      }
    }
  } else if (isState(before.phase)) {
    write.certain(before.phase, before.phaseSince, exact ?? from);
    write.perhaps(before.phase, exact ?? from, exact ?? to, maybe);
    if (exact === undefined && isState(sighting.phase)) {
      write.perhaps(sighting.phase, from, to, maybe);
    }
  }
  resource.phase = sighting.phase;
  resource.phaseSince = exact ?? to;
  if (resized && exact !== undefined && isState(sighting.phase)) {
    write.certain(sighting.phase, exact, to, between);
    resource.phaseSince = to;
  }
  return { resource, rows: write.rows };
}

/** A thing is not there any more; it ended in the moment. */
export function close(before: Resource, moment: Moment): Advance {
  const { from, to } = within(before, moment);
  const resource: Resource = { ...before, closed: { from, to } };
  const write = rowsOf(resource, to);
  const maybe = { least: NOTHING, most: before.amount };
  if (before.existedSince === before.openedAt || from > before.existedSince) {
    // Even what lived for less than a second has a row.
    write.always('existed', before.existedSince, from);
  }
  write.perhaps('existed', from, to, maybe);
  if (isState(before.phase)) {
    write.certain(before.phase, before.phaseSince, from);
  }
  for (const state of mayHaveBeen(before)) {
    write.perhaps(state, from, to, maybe);
  }
  return { resource, rows: write.rows };
}

/**
 * A thing that was taken for gone is there again, the same by its own identity: it was never gone. The rows that doubted
 * it are taken back, and it goes on from where it was certain last.
 */
export function reopen(
  before: Resource,
  sighting: Sighting,
  now: Second,
): Advance {
  const { closed } = before;
  if (!closed) {
    throw new Error(`The resource ${before.id} is not closed`);
  }
  const open_: Resource = {
    ...before,
    existedSince: closed.from,
    phaseSince: isState(before.phase) ? closed.from : before.phaseSince,
  };
  delete open_.closed;
  const doubted = rowsOf(before, closed.to);
  const maybe = { least: NOTHING, most: before.amount };
  doubted.perhaps('existed', closed.from, closed.to, maybe);
  for (const state of mayHaveBeen(before)) {
    doubted.perhaps(state, closed.from, closed.to, maybe);
  }
  const after = follow(open_, sighting, { from: closed.from, to: now });
  return {
    resource: after.resource,
    rows: [
      ...doubted.rows.map(row => ({
        ...row,
        id: `${row.id}-reversal`,
        reverses: row.id,
        recordedAt: now,
      })),
      ...after.rows,
    ],
  };
}

type State = Exclude<Row['state'], 'existed'>;

function isState(phase: Phase): phase is State {
  return phase === 'ran' || phase === 'stopped';
}

/** In which state a thing may have been when nobody looked. What waited may have begun to run. */
function mayHaveBeen({ phase }: Resource): State[] {
  if (phase === 'waiting') {
    return ['ran'];
  }
  return isState(phase) ? [phase] : [];
}

/** Nothing happens before what is known already: the clocks of clusters differ. */
function within(resource: Resource, moment: Moment): Moment {
  const from = Math.max(
    moment.from,
    resource.existedSince,
    resource.phaseSince,
  );
  return { from, to: Math.max(moment.to, from) };
}

function bounded(
  second: Second | undefined,
  least: Second,
  most: Second,
): Second | undefined {
  return second === undefined
    ? undefined
    : Math.min(Math.max(second, least), most);
}

function belongingOf(sighting: Sighting) {
  const { tenant, application, environment, cluster, requester } = sighting;
  return { tenant, application, environment, cluster, requester };
}

type Range = { least: Amount; most: Amount };

/** Writes rows of one resource; those of no length are left out. Their ids are made of what they say. */
function rowsOf(resource: Resource, recordedAt: Second) {
  const rows: Row[] = [];
  const whole = { least: resource.amount, most: resource.amount };
  const always = (
    state: Row['state'],
    from: Second,
    to: Second,
    range: Range = whole,
    certain: boolean = true,
  ) => {
    const kind = certain ? 'certain' : 'perhaps';
    rows.push({
      id: `${resource.id}/${state}/${kind}/${from}-${to}/${recordedAt}`,
      resource,
      state,
      from,
      to,
      certain,
      ...range,
      recordedAt,
    });
  };
  const withLength =
    (certain: boolean) =>
    (state: Row['state'], from: Second, to: Second, range: Range = whole) => {
      if (to > from) {
        always(state, from, to, range, certain);
      }
    };
  return {
    rows,
    always,
    certain: withLength(true),
    perhaps: withLength(false),
  };
}
