import { z } from "zod";
import { type Answer, json, refuse } from "../answers.ts";
import type { Desk } from "./monitors.ts";
import { numberIn, type Piece, pageOf } from "./shelves.ts";

const layout = z.looseObject({ x: z.int(), y: z.int(), width: z.int(), height: z.int() });
const widget = z.strictObject({
  id: z.int().optional(),
  definition: z.looseObject({ type: z.string() }),
  layout: layout.optional(),
});
const variable = z
  .strictObject({
    name: z.string().regex(/^[\w-]+$/),
    prefix: z.string().nullable().optional(),
    available_values: z.array(z.string()).nullable().optional(),
    default: z.string().nullable().optional(),
    defaults: z.array(z.string()).optional(),
    type: z.string().optional(),
  })
  .refine((one) => one.default === undefined || one.defaults === undefined, {
    message: "default and defaults exclude each other",
  });

/** https://docs.datadoghq.com/api/latest/dashboards/#create-a-new-dashboard */
const dashboard = z.strictObject({
  title: z.string().min(1),
  description: z.string().nullable().optional(),
  layout_type: z.enum(["ordered", "free"]),
  reflow_type: z.enum(["auto", "fixed"]).optional(),
  is_read_only: z.boolean().optional(),
  restricted_roles: z.array(z.string()).optional(),
  notify_list: z.array(z.string()).nullable().optional(),
  tags: z
    .array(z.string().regex(/^team:/))
    .max(5)
    .nullable()
    .optional(),
  template_variables: z.array(variable).nullable().optional(),
  template_variable_presets: z
    .array(z.looseObject({ name: z.string() }))
    .nullable()
    .optional(),
  widgets: z.array(widget),
});

/** A list has summaries. */
export function listDashboards(query: URLSearchParams, { shelves }: Desk): Answer {
  const all = [...shelves.dashboards.values()];
  const found = pageOf(all, numberIn(query, "start") ?? 0, numberIn(query, "count") ?? all.length);
  const summaries = found.map(
    ({ id, title, description, url, layout_type, author_handle, created_at, modified_at }) => ({
      id,
      title,
      description,
      url,
      layout_type,
      author_handle,
      is_read_only: false,
      created_at,
      modified_at,
    }),
  );
  return json(200, { dashboards: summaries });
}

export function getDashboard(id: string, { shelves }: Desk): Answer {
  const known = shelves.dashboards.get(id);
  return known ? json(200, known) : refuse(404, `Dashboard with ID ${id} not found`);
}

export function createDashboard(body: unknown, desk: Desk): Answer {
  const { shelves, now } = desk;
  const id = `abc-${shelves.next()}-xyz`;
  const at = new Date(now() * 1000).toISOString();
  return keep(
    id,
    body,
    { id, url: `/dashboard/${id}/a-slug`, author_handle: "someone@example.com", created_at: at },
    desk,
  );
}

/** A dashboard is replaced as a whole. */
export function updateDashboard(id: string, body: unknown, desk: Desk): Answer {
  const known = desk.shelves.dashboards.get(id);
  if (!known) return refuse(404, `Dashboard with ID ${id} not found`);
  const { url, author_handle, created_at } = known;
  return keep(id, body, { id, url, author_handle, created_at }, desk);
}

export function deleteDashboard(id: string, { shelves }: Desk): Answer {
  if (!shelves.dashboards.delete(id)) return refuse(404, `Dashboard with ID ${id} not found`);
  return json(200, { deleted_dashboard_id: id });
}

function keep(id: string, body: unknown, own: Piece, { shelves, now }: Desk): Answer {
  const parsed = dashboard.safeParse(body);
  if (!parsed.success)
    return refuse(400, ...parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`));
  const piece = {
    description: null,
    notify_list: null,
    template_variables: null,
    is_read_only: false,
    restricted_roles: [],
    ...parsed.data,
    widgets: parsed.data.widgets.map((one) => withIds(one, () => shelves.next())),
    ...own,
    author_name: "Someone",
    modified_at: new Date(now() * 1000).toISOString(),
  };
  shelves.dashboards.set(id, piece);
  return json(200, piece);
}

/** Every widget has an id, those within a group too. */
function withIds(one: z.infer<typeof widget>, next: () => number): z.infer<typeof widget> {
  const { definition } = one;
  const inner = z.array(widget).safeParse(definition["widgets"]);
  return {
    ...one,
    id: one.id ?? next(),
    definition: inner.success
      ? { ...definition, widgets: inner.data.map((each) => withIds(each, next)) }
      : definition,
  };
}
