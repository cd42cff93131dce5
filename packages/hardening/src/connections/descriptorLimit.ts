import { z } from 'zod';

const reportSchema = z.object({
  userLimits: z
    .object({
      open_files: z.object({ soft: z.union([z.number(), z.string()]) }),
    })
    .optional(),
});

/** How many descriptors this process may have open; infinite where the system does not say or sets no limit. */
export function descriptorLimit(): number {
  // The only place where Node tells its limits. Without the network part it costs a few milliseconds, once.
  const { report } = process;
  Object.assign(report, { excludeNetwork: true });
  const soft = Number(
    reportSchema.parse(report.getReport()).userLimits?.open_files.soft,
  );
  return Number.isFinite(soft) ? soft : Infinity;
}
