import { DocumentedRoute } from './documents';
import { members } from './fillWholeBackend';
import { absent, casesOf, Pool, RouteCase, withoutNamed } from './routeCases';
import { WholeBackend } from './startWholeBackend';

/** Whatever stands in zebras and nowhere else, but for what the call itself names: an answer may give that back. */
export function marksIn(text: string, sent: RouteCase, pool: Pool): string[] {
  const rest = withoutNamed(text, sent.named).toLocaleLowerCase('en-US');
  return [
    'zebra',
    ...members.map(name => `user:default/${name}`),
    ...(pool.get('id') ?? []),
  ].filter(mark => rest.includes(mark.toLocaleLowerCase('en-US')));
}

/**
 * Everything that a person who is not in zebras learns of it by a route, in sentences: a mark in an answer, another
 * answer than where there is no such thing, and a failure, which would be no answer at all.
 */
export async function leaksOf(
  route: DocumentedRoute,
  person: string,
  given: { backend: WholeBackend; pool: Pool; tenants: readonly string[] },
): Promise<string[]> {
  const { backend, pool, tenants } = given;
  const found: string[] = [];
  for (const one of casesOf(route, pool, tenants)) {
    const other = absent(one);
    const ask = ({ method, path, body }: RouteCase) =>
      backend.call(person, method, path, body);
    const ofNone = await ask(other);
    const answer = await ask(one);
    const said = withoutNamed(answer.text, one.named);
    const saidOfNone = withoutNamed(ofNone.text, other.named);
    found.push(
      ...marksIn(answer.text, one, pool).map(
        mark => `${one.title} tells of ${mark}: ${answer.text.slice(0, 300)}`,
      ),
    );
    if (
      answer.status !== ofNone.status ||
      (answer.status >= 400 && said !== saidOfNone)
    ) {
      found.push(
        `${one.title} says (${answer.status}) ${said}, and of what is not there (${ofNone.status}) ${saidOfNone}`,
      );
    }
    if (answer.status >= 500) {
      found.push(`${one.title} fails: ${answer.text.slice(0, 300)}`);
    }
  }
  return found;
}
