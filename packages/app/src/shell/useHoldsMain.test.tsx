import { act, render, screen } from '@testing-library/react';
import { useState } from 'react';
import { useHoldsMain } from './useHoldsMain';

function Frame({ page }: { page: JSX.Element }) {
  const [frame, setFrame] = useState<HTMLElement | null>(null);
  return (
    <div ref={setFrame} role={useHoldsMain(frame) ? undefined : 'main'}>
      {page}
    </div>
  );
}

describe('the frame of a page', () => {
  it('leaves the landmark to a page that brings its own, also a late one', async () => {
    const { rerender } = render(<Frame page={<p>Nothing</p>} />);
    expect(screen.getAllByRole('main')).toHaveLength(1);
    await act(async () => rerender(<Frame page={<main>Entity</main>} />));
    expect(screen.getAllByRole('main').map(one => one.tagName)).toEqual([
      'MAIN',
    ]);
    await act(async () => rerender(<Frame page={<p>Nothing</p>} />));
    expect(screen.getAllByRole('main').map(one => one.tagName)).toEqual([
      'DIV',
    ]);
  });
});
