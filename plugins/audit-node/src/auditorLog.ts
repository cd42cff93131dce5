import { AuditorEvent } from '@backstage/backend-defaults/auditor';
import {
  AuditorServiceEventSeverityLevel,
  LoggerService,
  RootConfigService,
} from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import { JsonObject } from '@backstage/types';
import { withoutCredentials } from '@flytower/contract-node';
import { z } from 'zod';

const levelSchema = z.enum(['debug', 'info', 'warn', 'error']);
type Level = z.infer<typeof levelSchema>;

/** Backstage's own levels, which `backend.auditor.severityLogLevelMappings` may change. */
const LEVELS: Record<AuditorServiceEventSeverityLevel, Level> = {
  low: 'debug',
  medium: 'info',
  high: 'info',
  critical: 'info',
};

/** Writes auditor events into the process log, in the words and at the levels of Backstage's stock auditor. */
export function auditorLog(
  config: RootConfigService,
  logger: LoggerService,
): (event: AuditorEvent) => void {
  const audit = logger.child({ isAuditEvent: true });
  const levels = {
    low: levelOf(config, 'low'),
    medium: levelOf(config, 'medium'),
    high: levelOf(config, 'high'),
    critical: levelOf(config, 'critical'),
  };
  return audited => {
    const event = withSafeAddress(audited);
    const line = `${event.plugin}.${event.eventId}`;
    const level = levels[event.severityLevel];
    if (event.status === 'failed') {
      const { error, ...rest } = event;
      audit.child(jsonOf(rest))[level](line, error);
    } else {
      audit[level](line, jsonOf(event));
    }
  };
}

function withSafeAddress(event: AuditorEvent): AuditorEvent {
  const { request } = event;
  return request
    ? {
        ...event,
        request: { ...request, url: withoutCredentials(request.url) },
      }
    : event;
}

function levelOf(
  config: RootConfigService,
  severity: AuditorServiceEventSeverityLevel,
): Level {
  const key = `backend.auditor.severityLogLevelMappings.${severity}`;
  const parsed = levelSchema.safeParse(
    config.getOptionalString(key) ?? LEVELS[severity],
  );
  if (!parsed.success) {
    throw new InputError(
      `${key} is ${config.getString(
        key,
      )}; set it to one of ${levelSchema.options.join(', ')}`,
    );
  }
  return parsed.data;
}

/** What a logger takes; undefined members fall away. */
function jsonOf(value: object): JsonObject {
  return JSON.parse(JSON.stringify(value));
}
