import type { Store } from '@flytower/durable';
import type { Knex } from 'knex';
import { Second } from '../../domain/Resource';
import { UsageScope, UsageSelection } from './UsageScope';

/** A second that never comes, and is a number in every database. */
const FAR = 253_402_300_799;

const BELONGING =
  'tenant, application, environment, cluster, requester, opened_at';

/**
 * One row for each stretch of time of a resource in a state under one team, cut to the window asked for: the rows of
 * the ledger, and what goes on, up to `asOf`. What goes on is certain up to when its source was seen last. CPU and
 * memory stand on the stretches in which a thing ran, storage on those in which it existed, so that each is counted
 * once. Every figure of every grouping is a sum over these rows.
 */
export function usageRows(
  trx: Knex,
  dialect: Store['dialect'],
  options: { scope: UsageScope; selection: UsageSelection; asOf: Second },
): Knex.QueryBuilder {
  const { scope, selection, asOf } = options;
  const greatest = dialect === 'sqlite' ? 'max' : 'greatest';
  const least = dialect === 'sqlite' ? 'min' : 'least';
  const seen = `${least}(coalesce(src.seen_until, 0), :asOf)`;
  const stretches = `
    select resource_id, type, state, certain, weight, started_at, ended_at,
      least_cpu_millicores, least_memory_bytes, least_storage_bytes,
      most_cpu_millicores, most_memory_bytes, most_storage_bytes, ${BELONGING}
    from ledger
    ${goingOn({
      state: `'existed'`,
      from: 'existed_since',
      to: `${greatest}(existed_since, ${seen})`,
      certain: true,
    })}
    ${goingOn({
      state: `'existed'`,
      from: `${greatest}(existed_since, ${seen})`,
      to: `${greatest}(existed_since, :asOf)`,
      certain: false,
      where: `${greatest}(existed_since, ${seen}) < :asOf`,
    })}
    ${goingOn({
      state: 'phase',
      from: 'phase_since',
      to: `${greatest}(phase_since, ${seen})`,
      certain: true,
      where: `phase in ('ran', 'stopped')`,
    })}
    ${goingOn({
      // What waited may have begun to run.
      state: `case phase when 'waiting' then 'ran' else phase end`,
      from: `${greatest}(phase_since, ${seen})`,
      to: `${greatest}(phase_since, :asOf)`,
      certain: false,
      where: `phase <> 'inert' and ${greatest}(phase_since, ${seen}) < :asOf`,
    })}`;

  const from = `${greatest}(s.started_at, coalesce(o.owned_from, s.started_at), :from)`;
  const to = `${least}(s.ended_at, coalesce(o.owned_to, s.ended_at), :to)`;
  const { usedFrom = 0, usedTo = FAR } = selection;
  const team = `coalesce(o.team, '')`;
  const rows = trx
    .select(
      trx.raw(
        `s.resource_id, s.type, s.state, s.certain, s.weight, s.opened_at,
         s.tenant, s.environment, s.cluster, s.requester, s.application, ${team} as team,
         ${figure('least', 'cpu_millicores', 'ran')},
         ${figure('most', 'cpu_millicores', 'ran')},
         ${figure('least', 'memory_bytes', 'ran')},
         ${figure('most', 'memory_bytes', 'ran')},
         ${figure('least', 'storage_bytes', 'existed')},
         ${figure('most', 'storage_bytes', 'existed')},
         ${greatest}(0, ${to} - ${from}) as seconds`,
        { from: usedFrom, to: usedTo },
      ),
    )
    .from(trx.raw(`(${stretches}) as s`, { asOf }))
    // What lived for no whole second still belongs to somebody.
    .joinRaw(
      `left join ownership as o on o.tenant = s.tenant and o.application = s.application
       and o.owned_from < ${greatest}(s.ended_at, s.started_at + 1) and o.owned_to > s.started_at`,
    );
  narrow(rows, scope, selection, team);
  return rows;
}

/** The part of the resources that are open, as rows of the ledger would be. */
function goingOn(stretch: {
  state: string;
  from: string;
  to: string;
  certain: boolean;
  where?: string;
}): string {
  const amounts = ['cpu_millicores', 'memory_bytes', 'storage_bytes'];
  return `union all
    select r.id, type, ${stretch.state}, ${stretch.certain ? 1 : 0}, 1,
      ${stretch.from}, ${stretch.to},
      ${amounts.map(name => (stretch.certain ? name : '0')).join(', ')},
      ${amounts.join(', ')}, ${BELONGING}
    from resources r join sources src on src.id = r.source
    where r.closed_at is null${stretch.where ? ` and ${stretch.where}` : ''}`;
}

function figure(bound: string, unit: string, state: string): string {
  return `case s.state when '${state}' then s.${bound}_${unit} else 0 end as ${bound}_${unit}`;
}

function narrow(
  rows: Knex.QueryBuilder,
  scope: UsageScope,
  selection: UsageSelection,
  team: string,
): void {
  for (const column of [
    'type',
    'tenant',
    'environment',
    'cluster',
    'requester',
  ] as const) {
    const value = selection[column];
    if (value !== undefined) {
      rows.where(`s.${column}`, value);
    }
  }
  const { openedFrom, openedTo, usedFrom, usedTo } = selection;
  if (openedFrom !== undefined) {
    rows.where('s.opened_at', '>=', openedFrom);
  }
  if (openedTo !== undefined) {
    rows.where('s.opened_at', '<', openedTo);
  }
  if (usedFrom !== undefined) {
    rows.where(it =>
      it
        .where('s.ended_at', '>', usedFrom)
        .orWhere('s.started_at', '>=', usedFrom),
    );
  }
  if (usedTo !== undefined) {
    rows.where('s.started_at', '<', usedTo);
  }
  for (const [column, value] of [
    ['s.application', selection.application],
    [team, selection.team],
  ] as const) {
    if (value !== undefined) {
      // Names are unique in a tenant only: `payments/shop`, or `shop` of any tenant.
      const [name, tenant] = value.split('/').reverse();
      rows.whereRaw(`${column} = ?`, [name]);
      if (tenant !== undefined) {
        rows.where('s.tenant', tenant);
      }
    }
  }
  if (scope.kind === 'everything') {
    return;
  }
  rows.where(allowed => {
    allowed
      .whereIn('s.tenant', scope.tenants)
      .orWhere(own =>
        own
          .where('s.requester', scope.own.person)
          .whereIn('s.tenant', scope.own.tenants),
      );
    for (const led of scope.teams) {
      allowed.orWhere(theirs =>
        theirs
          .where('s.tenant', led.tenant)
          .whereRaw(`${team} = ?`, [led.team]),
      );
    }
  });
}
