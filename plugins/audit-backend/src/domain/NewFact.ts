import { AuditOutcome } from '@flytower/plugin-audit-common';
import { z } from 'zod';

/** A fact before the log gave it its place in the chain. */
export interface NewFact {
  source: string;
  /** Unique within its source: the same fact may come again. */
  id: string;
  /** The entry that it belongs to: the operation, or itself. */
  entryId: string;
  operationId?: string;
  verb: string;
  subject: { kind: string; id: string; name: string };
  tenant?: string;
  actor: string;
  outcome: AuditOutcome;
  summary: string;
  data: Record<string, z.core.util.JSONType>;
  at: Date;
  /** Where the fact stands for several that were the same: how many, and when the last was. `at` is when the first was. */
  repeats?: { times: number; lastAt: Date };
}

const LONGEST_NAME = 200;
const LONGEST_SENTENCE = 2_000;

/**
 * The fact with every text as a database takes it: without control characters and half characters, and not endless.
 * Parts of a denied request's path are whatever somebody typed.
 */
export function tidy(fact: NewFact): NewFact {
  const { subject } = fact;
  return {
    ...fact,
    id: name(fact.id),
    entryId: name(fact.entryId),
    operationId: fact.operationId && name(fact.operationId),
    verb: name(fact.verb),
    subject: {
      kind: name(subject.kind),
      id: name(subject.id),
      name: name(subject.name),
    },
    tenant: fact.tenant && name(fact.tenant),
    actor: name(fact.actor),
    summary: printable(fact.summary, LONGEST_SENTENCE),
  };
}

function name(text: string): string {
  return printable(text, LONGEST_NAME);
}

/** Cut first: a cut may fall into the middle of a character, and half of one is not what the database would keep. */
function printable(text: string, most: number): string {
  const short = text.length > most ? `${text.slice(0, most - 1)}…` : text;
  return short.replace(/[\p{Cc}\p{Cs}]/gu, '\ufffd');
}
