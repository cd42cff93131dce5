import { KubeError } from '../../client/KubeError';

/** RBAC answers 403, a policy 422; to Flytower both are a refusal. */
export async function expectRefused(
  call: Promise<unknown>,
  words: RegExp,
): Promise<void> {
  await expect(call).rejects.toMatchObject({
    kind: expect.stringMatching(/^(forbidden|invalid)$/),
    sentence: expect.stringMatching(words),
  });
}

/** Nothing objects. */
export async function expectAccepted(call: Promise<unknown>): Promise<void> {
  await expect(answerTo(call)).resolves.toBe('accepted');
}

/** What RBAC says when nobody gave the right. */
export const NO_RIGHT = /cannot \w+ resource/;

/** What was said to a call: `accepted`, or the sentence of its failure. */
export async function answerTo(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return 'accepted';
  } catch (error) {
    if (error instanceof KubeError) {
      return error.sentence;
    }
    throw error;
  }
}
