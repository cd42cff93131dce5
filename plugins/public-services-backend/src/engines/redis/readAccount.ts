import { RedisSession } from './RedisSession';

/** What a server keeps of an account, or nothing when there is none. */
export async function readAccount(
  session: RedisSession,
  username: string,
): Promise<{ enabled: boolean; passwords: number } | undefined> {
  const answer = await session.send('ACL', 'GETUSER', username);
  if (!Array.isArray(answer)) {
    return undefined;
  }
  // Name and value in turn.
  const valueOf = (name: string): string[] => {
    const value: unknown = answer[answer.indexOf(name) + 1];
    return Array.isArray(value) ? value.map(String) : [];
  };
  return {
    enabled: valueOf('flags').includes('on'),
    passwords: valueOf('passwords').length,
  };
}
