import type { ActionTable } from '../action-table.ts';

export const actions: ActionTable = {};
