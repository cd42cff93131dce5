import { act, renderHook } from '@testing-library/react';
import { useLive } from './useLive';

const pass = (ms: number) =>
  act(async () => {
    await jest.advanceTimersByTimeAsync(ms);
  });
const settle = () => pass(0);

function setHidden(hidden: boolean) {
  Object.defineProperty(document, 'hidden', {
    configurable: true,
    value: hidden,
  });
  document.dispatchEvent(new Event('visibilitychange'));
}

describe('useLive', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => {
    jest.useRealTimers();
    Object.defineProperty(document, 'hidden', {
      configurable: true,
      value: false,
    });
  });

  it('asks every 15 seconds, and every 2 while something progresses', async () => {
    let answer = 'progressing';
    const query = jest.fn(async () => answer);
    renderHook(() =>
      useLive(query, {
        key: 'a',
        progressing: value => value === 'progressing',
      }),
    );
    await settle();
    await pass(2_000);
    expect(query).toHaveBeenCalledTimes(2);
    answer = 'done';
    await pass(2_000);
    expect(query).toHaveBeenCalledTimes(3);
    await pass(14_999);
    expect(query).toHaveBeenCalledTimes(3);
    await pass(1);
    expect(query).toHaveBeenCalledTimes(4);
  });

  it('rests while the page is hidden and asks at once when it is shown', async () => {
    const query = jest.fn(async () => 1);
    renderHook(() => useLive(query, { key: 'a' }));
    await settle();
    await act(async () => setHidden(true));
    await pass(60_000);
    expect(query).toHaveBeenCalledTimes(1);
    await act(async () => setHidden(false));
    await settle();
    expect(query).toHaveBeenCalledTimes(2);
  });

  it('keeps the last value when a refresh fails, and says so', async () => {
    const query = jest
      .fn<Promise<number>, [AbortSignal]>()
      .mockResolvedValueOnce(1)
      .mockRejectedValueOnce(new Error('gone'))
      .mockResolvedValue(2);
    const { result } = renderHook(() => useLive(query, { key: 'a' }));
    await settle();
    await pass(15_000);
    expect(result.current).toMatchObject({
      kind: 'ready',
      value: 1,
      error: { message: 'gone' },
    });
    await act(async () => result.current.refresh());
    await settle();
    expect(result.current).toMatchObject({ kind: 'ready', value: 2 });
    expect(result.current).toHaveProperty('error', undefined);
  });

  it('starts anew under another key, and no late answer of the old one counts', async () => {
    const answers: Record<string, (value: string) => void> = {};
    const { result, rerender } = renderHook(
      ({ key }) =>
        useLive(
          () =>
            new Promise<string>(resolve => {
              answers[key] = resolve;
            }),
          { key },
        ),
      { initialProps: { key: 'old' } },
    );
    rerender({ key: 'new' });
    expect(result.current.kind).toBe('loading');
    await act(async () => answers.old('late'));
    expect(result.current.kind).toBe('loading');
    await act(async () => answers.new('fresh'));
    expect(result.current).toMatchObject({ kind: 'ready', value: 'fresh' });
  });
});
