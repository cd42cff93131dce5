import { resourceAmountSchema } from '@flytower/contract';
import { Holding } from '@flytower/plugin-tenancy-common';
import { z } from 'zod';

/** What one service holds of its tenant's quota. */
export interface Reservation {
  tenantId: string;
  key: string;
  id: string;
  environment: string;
  holding: Holding;
  /** Of what is pending. */
  expiresAt?: Date;
}

const amountsSchema = z
  .string()
  .transform(text =>
    z
      .array(z.object({ cluster: z.string(), amount: resourceAmountSchema }))
      .parse(JSON.parse(text)),
  );

const rowSchema = z.object({
  tenant_id: z.string(),
  key: z.string(),
  id: z.string(),
  environment: z.string(),
  committed: amountsSchema,
  pending: amountsSchema.nullable(),
  expires_at: z.coerce.number<unknown>().int().nullable(),
});

export function parseReservationRow(raw: unknown): Reservation {
  const row = rowSchema.parse(raw);
  return {
    tenantId: row.tenant_id,
    key: row.key,
    id: row.id,
    environment: row.environment,
    holding: {
      committed: row.committed,
      ...(row.pending === null ? {} : { pending: row.pending }),
    },
    ...(row.expires_at === null ? {} : { expiresAt: new Date(row.expires_at) }),
  };
}

export function reservationColumns(reservation: Reservation) {
  const { holding, expiresAt } = reservation;
  return {
    tenant_id: reservation.tenantId,
    key: reservation.key,
    id: reservation.id,
    environment: reservation.environment,
    committed: JSON.stringify(holding.committed),
    pending: holding.pending ? JSON.stringify(holding.pending) : null,
    expires_at: expiresAt?.getTime() ?? null,
  };
}
