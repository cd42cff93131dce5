export { seeded } from '@flytower/durable/testUtils';
