import { createApp } from './app.js';

const port = Number(process.env.PORT ?? ${{ values.port }});
const app = createApp();

app.listen(port, () => console.log(`Listening on port ${port}`));

// Kubernetes asks like this before it stops an instance: answer what has begun, then go.
process.once('SIGTERM', () => app.close(() => process.exit(0)));
