import { InputError } from '@backstage/errors';

/**
 * Where the log stood, said outside the database. A log that no longer holds what its checkpoint names was cut off or
 * put back.
 */
export interface Checkpoint {
  /** Number and MAC of the newest batch. */
  batch: number;
  mac: string;
  /** Sequence of the newest fact. */
  sequence: number;
  /** When that batch was recorded. */
  at: Date;
  keyId: string;
  /** HMAC of all that, so that a checkpoint cannot be invented. */
  signature: string;
}

/** What the signature of a checkpoint is made of. */
export function checkpointText(
  checkpoint: Omit<Checkpoint, 'keyId' | 'signature'>,
): string {
  return JSON.stringify([
    'flytower.operation-log.checkpoint.v1',
    checkpoint.batch,
    checkpoint.mac,
    checkpoint.sequence,
    checkpoint.at.getTime(),
  ]);
}

const TOKEN =
  /checkpoint\.v1\.([A-Za-z0-9_-]{1,40})\.(\d{1,15})\.(\d{1,15})\.(\d{1,15})\.([0-9a-f]{64})\.([0-9a-f]{64})/;

/** A checkpoint as one word: `checkpoint.v1.<key id>.<batch>.<sequence>.<milliseconds>.<MAC>.<signature>`. */
export function formatCheckpoint(checkpoint: Checkpoint): string {
  return [
    'checkpoint.v1',
    checkpoint.keyId,
    checkpoint.batch,
    checkpoint.sequence,
    checkpoint.at.getTime(),
    checkpoint.mac,
    checkpoint.signature,
  ].join('.');
}

/**
 * Finds the checkpoint in a text: the word itself, the file that was downloaded, or a line of the process log.
 *
 * @throws InputError where there is none
 */
export function parseCheckpoint(text: string): Checkpoint {
  const found = TOKEN.exec(text);
  if (!found) {
    throw new InputError(
      'There is no checkpoint in that text; it begins with "checkpoint.v1." and stands in the process log and in the file that the page gives',
    );
  }
  const [, keyId, batch, sequence, at, mac, signature] = found;
  return {
    keyId,
    batch: Number(batch),
    sequence: Number(sequence),
    at: new Date(Number(at)),
    mac,
    signature,
  };
}
