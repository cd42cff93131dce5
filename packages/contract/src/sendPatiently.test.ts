import { sendPatiently } from './sendPatiently';

const tooMany = (retryAfter?: string) =>
  new Response('{}', {
    status: 429,
    headers: retryAfter ? { 'retry-after': retryAfter } : {},
  });

function answering(...answers: Response[]) {
  const send = jest.fn(async () => answers.shift() ?? new Response('{}'));
  const leaving = new AbortController();
  const sent = sendPatiently(send, leaving.signal);
  return { send, sent, leaving };
}

describe('a request that is one too many', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('is sent again when the backend says, not before', async () => {
    const { send, sent } = answering(tooMany('2'));
    await jest.advanceTimersByTimeAsync(1_999);
    expect(send).toHaveBeenCalledTimes(1);
    await jest.advanceTimersByTimeAsync(1);
    expect((await sent).status).toBe(200);
    expect(send).toHaveBeenCalledTimes(2);
  });

  it('is given up after three times', async () => {
    const { send, sent } = answering(tooMany('1'), tooMany('1'), tooMany('1'));
    await jest.advanceTimersByTimeAsync(10_000);
    expect((await sent).status).toBe(429);
    expect(send).toHaveBeenCalledTimes(3);
  });

  it.each([['60'], ['0'], ['Sat, 28 Nov 2026 18:00:00 GMT'], [undefined]])(
    'is not waited for when it should come back after %s',
    async retryAfter => {
      const { send, sent } = answering(tooMany(retryAfter));
      expect((await sent).status).toBe(429);
      expect(send).toHaveBeenCalledTimes(1);
    },
  );

  it('ends when nobody waits for it any more', async () => {
    const { send, sent, leaving } = answering(tooMany('2'));
    await jest.advanceTimersByTimeAsync(0);
    leaving.abort(new Error('the page is left'));
    await expect(sent).rejects.toThrow('the page is left');
    expect(send).toHaveBeenCalledTimes(1);
  });
});
