import { isAway } from './isAway';

const coded = (message: string, code: string) =>
  Object.assign(new Error(message), { code });
/** As Backstage's connector passes on what it finds. */
const wrapped = (error: unknown) =>
  new Error(
    `Failed to connect to the database to make sure that 'backstage_plugin_app' exists, ${error}`,
  );
const refusedTwice = new AggregateError([
  coded('connect ECONNREFUSED ::1:5432', 'ECONNREFUSED'),
  coded('connect ECONNREFUSED 127.0.0.1:5432', 'ECONNREFUSED'),
]);
const circle = new Error('odd');
circle.cause = circle;

describe('isAway', () => {
  it.each<[string, unknown]>([
    ['a code of Node', coded('no', 'ECONNREFUSED')],
    ['a state of PostgreSQL', coded('zu viele Verbindungen', '53300')],
    ['a start under way', coded('das System startet', '57P03')],
    ['a cause', new Error('no', { cause: coded('no', 'ENOTFOUND') })],
    ['several addresses', refusedTwice],
    ['several addresses, in words alone', wrapped(refusedTwice)],
    ...[
      'connect ECONNREFUSED 127.0.0.1:5432',
      'getaddrinfo EAI_AGAIN db',
      'the database system is starting up',
      'the database system is not yet accepting connections',
      'the database system is not accepting connections',
      'the database system is in recovery mode',
      'the database system is shutting down',
      'sorry, too many clients already',
      'too many connections for role "portal"',
      'remaining connection slots are reserved for roles with the SUPERUSER attribute',
      'Connection terminated unexpectedly',
    ].map((words): [string, unknown] => [words, wrapped(new Error(words))]),
  ])('waits for %s', (_, error) => {
    expect(isAway(error)).toBe(true);
  });

  it.each<[string, unknown]>([
    [
      'a wrong password',
      wrapped(coded('password authentication failed for user "x"', '28P01')),
    ],
    ['a wrong database', wrapped(new Error('database "x" does not exist'))],
    ['a wrong client', new Error("Unsupported database client type 'oracle'")],
    ['missing rights', coded('permission denied to create database', '42501')],
    ['causes in a circle', circle],
    ['nothing', undefined],
  ])('does not wait for %s', (_, error) => {
    expect(isAway(error)).toBe(false);
  });
});
