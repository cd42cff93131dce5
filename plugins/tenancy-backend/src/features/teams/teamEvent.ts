import { NewEvent } from '@flytower/durable';
import { Team } from '@flytower/plugin-tenancy-common';

/** What happened to a team, for the feed and the operation log: the team as it is afterwards, or was at last. */
export function teamEvent(
  verb: 'created' | 'updated' | 'deleted',
  { team, actor, summary }: { team: Team; actor: string; summary: string },
): NewEvent {
  const { displayName, members } = team;
  return {
    type: `team.${verb}.v1`,
    subject: { kind: 'team', id: team.id, name: team.slug },
    tenant: team.tenant,
    actor,
    outcome: 'succeeded',
    summary,
    data: { displayName, members },
  };
}
