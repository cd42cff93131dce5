/** The filters of the fleet's lists, as they stand in the URL. */
export const fleetFilters = {
  view: 'clusters',
  dataCentre: '',
  securityZone: '',
  problems: '',
} as const;

export type FleetFilters = { [K in keyof typeof fleetFilters]: string };
