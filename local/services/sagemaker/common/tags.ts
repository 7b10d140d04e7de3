import type { World } from '../../../world.ts';

/** As the API writes a tag. */
export interface Tag {
  readonly Key: string;
  readonly Value: string;
}

/** Adds tags to a resource; a key that is there gets the new value. */
export function putTags(world: World, arn: string, tags: readonly Tag[] | undefined): void {
  if (!tags?.length) return;
  world.store
    .table<Record<string, string>>('sagemaker/tags')
    .set(arn, { ...tagsOf(world, arn), ...Object.fromEntries(tags.map((tag) => [tag.Key, tag.Value])) });
}

/** A resource's tags as an object. */
export function tagsOf(world: World, arn: string): Record<string, string> {
  return world.store.table<Record<string, string>>('sagemaker/tags').get(arn) ?? {};
}

/** Forgets the tags of a deleted resource, so that a new one of its name starts without them. */
export function dropTags(world: World, arn: string): void {
  world.store.table('sagemaker/tags').delete(arn);
}
