import { InputError } from '@backstage/errors';
import { Secret } from '@flytower/sealing';

/**
 * A bearer token as somebody pasted it: the white space around it is not part of it, as `kubectl create token` ends with
 * a line break.
 *
 * @throws InputError where something stands in it that no token has, without quoting it
 * @public
 */
export function readToken(pasted: string): Secret {
  const token = pasted.trim();
  if (!/^[\x21-\x7e]+$/.test(token)) {
    throw new InputError(
      'The token has white space or a character in it that no token has; paste it whole, in one line, without the word "Bearer"',
    );
  }
  return Secret.of(token);
}
