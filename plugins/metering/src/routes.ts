import { createRouteRef } from '@backstage/frontend-plugin-api';

/** The usage; its filters stand in the query. */
export const rootRouteRef = createRouteRef();
