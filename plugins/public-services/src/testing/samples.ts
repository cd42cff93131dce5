import { Operation } from '@flytower/contract';
import {
  Binding,
  Instance,
  Offering,
  Server,
} from '@flytower/plugin-public-services-common';

const at = '2026-03-01T10:00:00Z';
const limits = { connections: 30, storageBytes: 1024 ** 3 };

export const server: Server = {
  id: '01JSERVER',
  name: 'mysql-1',
  displayName: 'MySQL 1',
  engine: 'mysql',
  host: '10.0.0.5',
  port: 3306,
  encrypted: false,
  administrator: 'flytower',
  product: 'MariaDB',
  version: '10.11.6',
  health: { status: 'healthy', sentence: 'Answers' },
  checkedAt: at,
  instances: 0,
  demo: false,
  createdBy: 'user:default/olivia',
  createdAt: at,
  generation: 1,
};

export const mysql: Offering = {
  name: 'mysql',
  engine: 'mysql',
  displayName: 'MySQL',
  description: 'A relational database',
  plans: [
    {
      id: '01JPLAN',
      offering: 'mysql',
      name: 'small',
      displayName: 'Small',
      description: 'To begin with',
      edition: 'host',
      servers: ['mysql-1'],
      limits,
      active: true,
      instances: 0,
      createdAt: at,
      generation: 1,
    },
  ],
};

export const orders: Instance = {
  id: '01JORDERS',
  tenant: 'payments',
  environment: 'prod',
  name: 'orders',
  displayName: 'Orders',
  offering: 'mysql',
  plan: 'small',
  engine: 'mysql',
  edition: 'host',
  limits,
  state: 'ready',
  health: { status: 'healthy', sentence: 'Ready' },
  endpoint: { host: '10.0.0.5', port: 3306, database: 'payments_prod_orders' },
  usage: { storageBytes: 5 * 1024 ** 2, connections: 3, at },
  accounts: [
    {
      id: '01JACCOUNT',
      username: 'payments_orders',
      state: 'active',
      version: 1,
    },
  ],
  bindings: 0,
  createdBy: 'user:default/dan',
  createdAt: at,
  updatedAt: at,
  generation: 1,
};

export const bound: Binding = {
  id: '01JBINDING',
  tenant: 'payments',
  environment: 'prod',
  instance: 'orders',
  engine: 'mysql',
  name: 'checkout-orders',
  service: 'checkout',
  serviceId: '01JSERVICE',
  application: 'shop-front',
  state: 'ready',
  health: { status: 'healthy', sentence: 'In place in both clusters' },
  version: 2,
  secretName: 'checkout-orders-v2',
  variables: [
    { name: 'MYSQL_HOST', key: 'host' },
    { name: 'MYSQL_PASSWORD', key: 'password' },
  ],
  clusters: [
    {
      cluster: 'east',
      secret: 'ready',
      sentence: 'In place',
      pods: { current: 4, older: 2, without: 0 },
    },
    {
      cluster: 'west',
      secret: 'waiting',
      sentence: 'Waits for west: connection refused',
    },
  ],
  createdBy: 'user:default/dan',
  createdAt: at,
  updatedAt: at,
  generation: 1,
};

export const operation: Operation = {
  id: '01JOPERATION',
  kind: 'instance.create',
  subject: { kind: 'instance', id: orders.id, name: orders.name },
  tenant: 'payments',
  requester: 'user:default/dan',
  actor: 'flytower',
  state: 'in-progress',
  steps: [{ id: 'database', title: 'Make the database', state: 'in-progress' }],
  reason: 'Making the database',
  attempts: 0,
  generation: 1,
  createdAt: at,
  updatedAt: at,
};
