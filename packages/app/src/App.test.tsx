import { render, screen } from '@testing-library/react';
import App from './App';

describe('App', () => {
  it('offers sign-in to whoever has no session', async () => {
    process.env = {
      NODE_ENV: 'test',
      // The configuration as the build would give it.
      APP_CONFIG: [
        {
          context: 'test',
          data: {
            app: { title: 'Flytower', baseUrl: 'http://portal.test' },
            backend: { baseUrl: 'http://portal.test' },
            enableExperimentalRedirectFlow: true,
            auth: { environment: 'test' },
          },
        },
      ] as unknown as string,
    };
    jest
      .spyOn(global, 'fetch')
      .mockRejectedValue(new TypeError('Failed to fetch'));
    render(App.createRoot());
    expect(
      await screen.findByRole(
        'button',
        { name: 'Sign in with the company account' },
        { timeout: 10_000 },
      ),
    ).toBeVisible();
  }, 30_000);
});
