import { fireEvent, screen, waitFor } from '@testing-library/react';
import { TextField } from '@backstage/ui';
import { renderPage } from '../testUtils';
import { useWizardForm } from './useWizardForm';
import { WizardFrame } from './WizardFrame';

const initial = { name: '', key: '' };

function Wizard({ onSubmit }: { onSubmit: () => Promise<void> }) {
  const form = useWizardForm({ id: 'test', initial, secrets: ['key'] });
  return (
    <>
      <a href="/elsewhere" onClick={event => event.preventDefault()}>
        Elsewhere
      </a>
      <WizardFrame
        title="Make a thing"
        form={form}
        cancelTo="/"
        submitLabel={`Make ${form.values.name}`}
        onSubmit={onSubmit}
        steps={[
          {
            id: 'name',
            title: 'Name',
            content: (
              <>
                <TextField label="Name" {...form.field('name')} />
                <TextField label="Key" {...form.field('key')} />
              </>
            ),
            validate: ({ name }) => (name ? {} : { name: 'Give it a name.' }),
          },
          { id: 'review', title: 'Review', content: <p>All is well</p> },
        ]}
      />
    </>
  );
}

function open(onSubmit: () => Promise<void> = async () => {}) {
  return renderPage(<Wizard onSubmit={onSubmit} />, { backends: [] });
}
const type = async (label: string, value: string) =>
  fireEvent.change(await screen.findByLabelText(label), { target: { value } });
const press = (name: string) =>
  fireEvent.click(screen.getByRole('button', { name }));

describe('WizardFrame', () => {
  beforeEach(() => window.localStorage.clear());

  it('keeps a step that is not right, says why at the field and in a summary that has the focus', async () => {
    open();
    await screen.findByLabelText('Name');
    press('Next');
    const summary = await screen.findByRole('alert');
    expect(summary).toHaveTextContent('One thing needs your attention');
    expect(summary).toHaveFocus();
    fireEvent.click(screen.getByRole('link', { name: 'Give it a name.' }));
    expect(screen.getByLabelText('Name')).toHaveFocus();
    expect(screen.getByLabelText('Name')).toBeInvalid();
  });

  it('goes on, back, and acts once on the last step', async () => {
    const onSubmit = jest.fn(async () => {});
    open(onSubmit);
    await type('Name', 'west');
    press('Next');
    expect(await screen.findByText('All is well')).toBeVisible();
    expect(
      screen.getByRole('heading', { name: 'Step 2 of 2: Review' }),
    ).toHaveFocus();
    press('Back');
    expect(await screen.findByLabelText('Name')).toHaveValue('west');
    press('Next');
    press('Make west');
    await waitFor(() => expect(onSubmit).toHaveBeenCalledTimes(1));
  });

  it('shows what the act failed for, and stays', async () => {
    open(async () => {
      throw new TypeError('Failed to fetch');
    });
    await type('Name', 'west');
    press('Next');
    press('Make west');
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'Make west did not work',
    );
    expect(screen.getByText('All is well')).toBeVisible();
  });

  it('brings back the draft, without secrets, and forgets it on demand', async () => {
    const { unmount } = open();
    await type('Name', 'west');
    await type('Key', 'PRIVATE');
    await waitFor(() =>
      expect(JSON.stringify({ ...window.localStorage })).toContain('west'),
    );
    unmount();
    open();
    expect(
      await screen.findByText('This is your draft from last time.'),
    ).toBeVisible();
    expect(screen.getByLabelText('Name')).toHaveValue('west');
    expect(screen.getByLabelText('Key')).toHaveValue('');
    press('Start over');
    expect(screen.getByLabelText('Name')).toHaveValue('');
  });

  it('asks before it leaves only when a secret would be lost', async () => {
    open();
    await type('Name', 'west');
    fireEvent.click(screen.getByText('Elsewhere'));
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
    await type('Key', 'PRIVATE');
    fireEvent.click(screen.getByText('Elsewhere'));
    expect(await screen.findByRole('dialog')).toHaveTextContent(
      'Leave this page?',
    );
  });
});
