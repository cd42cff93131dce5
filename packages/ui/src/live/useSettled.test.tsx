import { act, renderHook } from '@testing-library/react';
import { useSettled } from './useSettled';

describe('useSettled', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());
  const pass = (ms: number) => act(() => jest.advanceTimersByTime(ms));

  it('gives the first value at once, and each later one when it has been still', () => {
    const { result, rerender } = renderHook(useSettled<string>, {
      initialProps: '',
    });
    expect(result.current).toBe('');
    rerender('c');
    pass(299);
    rerender('ch');
    pass(299);
    expect(result.current).toBe('');
    pass(1);
    expect(result.current).toBe('ch');
  });
});
