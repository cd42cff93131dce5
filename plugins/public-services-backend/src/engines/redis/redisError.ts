import { isError } from '@backstage/errors';
import { EngineError } from '../EngineDriver';
import { messageOf, networkError } from '../networkError';

type Words = [code: EngineError['code'], words: string, retry: boolean];

/** By the first word of the server's answer, or words in it. Its own sentence may quote a command, and is not passed on. */
const BY_ANSWER: [RegExp, Words][] = [
  [
    /^WRONGPASS|^ERR AUTH/,
    [
      'wrong-password',
      'refuses the administrator: name or password is wrong; register the right ones',
      false,
    ],
  ],
  [
    /^NOAUTH/,
    [
      'wrong-password',
      'wants a name and a password; register those of its administrator',
      false,
    ],
  ],
  [
    /^NOPERM|^ERR unknown command/,
    [
      'missing-rights',
      'does not let the administrator do this; give it +@all, as in ACL SETUSER … +@all ~* &*',
      false,
    ],
  ],
  [
    /^DENIED/,
    [
      'missing-rights',
      'is in protected mode; set a password there, or bind it to its address',
      false,
    ],
  ],
  [
    /max number of clients/,
    [
      'unreachable',
      'has no free connection; raise its maxclients, or wait',
      true,
    ],
  ],
  [
    /^LOADING|^BUSY|^MASTERDOWN/,
    [
      'unreachable',
      'is busy loading or running a script; it is tried again',
      true,
    ],
  ],
  [
    /^MISCONF|no space left|Background save/i,
    [
      'full',
      'cannot write to its disk; free some space there, and it goes on by itself',
      true,
    ],
  ],
  [/^OOM/, ['full', 'has no memory left; raise its maxmemory', true]],
  [
    /^READONLY/,
    ['failed', 'is a replica; register the server that may be written', false],
  ],
];

/** Whatever came from the redis client as an {@link EngineError}. */
export function redisError(place: string, error: unknown): EngineError {
  const network = networkError(place, error);
  if (network) {
    return network;
  }
  const message = messageOf(error);
  const [, known] = BY_ANSWER.find(([words]) => words.test(message)) ?? [];
  if (known) {
    return new EngineError(known[0], `${place} ${known[1]}`, known[2]);
  }
  if (/closed|disconnect/i.test(`${message} ${nameOf(error)}`)) {
    return new EngineError(
      'unreachable',
      `${place} closed the connection; see its log`,
      true,
    );
  }
  return new EngineError(
    'failed',
    `${place} did not answer as Redis does; check that it is a Redis server`,
    false,
  );
}

function nameOf(error: unknown): string {
  return isError(error) ? error.name : '';
}
