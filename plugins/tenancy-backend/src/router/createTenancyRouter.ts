import {
  ContractRouterOptions,
  createContractRouter,
} from '@flytower/contract-node';
import { tenancyContract } from '@flytower/plugin-tenancy-common';
import express from 'express';
import { TenancyServices } from '../TenancyServices';
import { feedHandlers } from './feedHandlers';
import { memberHandlers } from './memberHandlers';
import { offerHandlers } from './offerHandlers';
import { operationHandlers } from './operationHandlers';
import { reservationHandlers } from './reservationHandlers';
import { teamHandlers } from './teamHandlers';
import { tenantHandlers } from './tenantHandlers';

/** All routes of tenancy. */
export function createTenancyRouter(
  services: TenancyServices,
  options: ContractRouterOptions,
): express.Router {
  return createContractRouter(
    tenancyContract,
    {
      ...offerHandlers(services),
      ...tenantHandlers(services),
      ...memberHandlers(services),
      ...teamHandlers(services),
      ...operationHandlers(services),
      ...reservationHandlers(services),
      ...feedHandlers(services),
    },
    options,
  );
}
