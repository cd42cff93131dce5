import type { InstanceSize } from '@flytower/plugin-delivery-common';
import { z } from 'zod';

/** What a template knows of where the new service belongs. */
export interface PlaceValue {
  tenant: string;
  application: string;
  newApplication: boolean;
  name: string;
  displayName: string;
  description: string;
}

export const stacks = ['node', 'go', 'python', 'image'] as const;
export const sizes = ['small', 'medium', 'large'] as const;

/** What it runs. */
export interface WorkloadValue {
  stack: (typeof stacks)[number];
  image: string;
  size: InstanceSize;
  port?: number;
  /** Of a scheduled job: five cron fields. */
  schedule?: string;
  timeZone?: string;
}

/** Whether it is released at once, and how. */
export interface FirstReleaseValue {
  now: boolean;
  environment?: string;
  instances?: number;
  clusters?: { cluster: string; weight: number }[];
}

const placeSchema = z.looseObject({ tenant: z.string(), name: z.string() });

/** The place that an earlier page of the form holds; empty where there is none yet. */
export function placeOf(formContext: unknown): {
  tenant: string;
  name: string;
} {
  const parsed = z
    .object({ formData: z.object({ place: placeSchema }) })
    .safeParse(formContext);
  return parsed.success ? parsed.data.formData.place : { tenant: '', name: '' };
}
