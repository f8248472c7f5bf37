import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  GraphQLIncludeDirective,
  type GraphQLInterfaceType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  GraphQLSkipDirective,
  getArgumentValues,
  getDirectiveValues,
  getNamedType,
  isInterfaceType,
  isObjectType,
  type SelectionNode,
  type SelectionSetNode,
} from "graphql";

type Values = Readonly<Record<string, unknown>>;

/** What a walk over a query needs to know. */
export interface Walk {
  readonly schema: GraphQLSchema;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly variables: Values;
}

/** One field of a selection, with everything that is selected below it under that name. */
export interface SelectedField {
  /** Alias, or name. */
  readonly key: string;
  readonly node: FieldNode;
  readonly parent: string;
  readonly definition: GraphQLField<unknown, unknown>;
  readonly below: readonly SelectionSetNode[];
  readonly type: GraphQLNamedType;
}

interface Group {
  readonly key: string;
  readonly parent: GraphQLObjectType | GraphQLInterfaceType;
  readonly node: FieldNode;
  readonly below: SelectionSetNode[];
}

/** The fields that a selection set asks for: fragments opened, skipped ones left out, repeated ones merged. */
export function fieldsOf(walk: Walk, typeName: string, sets: readonly SelectionSetNode[]): SelectedField[] {
  const groups = new Map<string, Group>();
  for (const set of sets) collect(walk, typeName, set, groups);
  const fields: SelectedField[] = [];
  for (const { key, parent, node, below } of groups.values()) {
    const definition = parent.getFields()[node.name.value];
    if (!definition) continue;
    fields.push({ key, node, parent: parent.name, definition, below, type: getNamedType(definition.type) });
  }
  return fields;
}

function collect(walk: Walk, typeName: string, set: SelectionSetNode, groups: Map<string, Group>): void {
  for (const selection of set.selections) {
    if (isLeftOut(walk, selection)) continue;
    if (selection.kind === "Field") add(walk, typeName, selection, groups);
    else if (selection.kind === "InlineFragment") {
      collect(walk, selection.typeCondition?.name.value ?? typeName, selection.selectionSet, groups);
    } else {
      const fragment = walk.fragments.get(selection.name.value);
      if (fragment) collect(walk, fragment.typeCondition.name.value, fragment.selectionSet, groups);
    }
  }
}

function add(walk: Walk, typeName: string, node: FieldNode, groups: Map<string, Group>): void {
  const parent = walk.schema.getType(typeName);
  if (!isObjectType(parent) && !isInterfaceType(parent)) return;
  const key = node.alias?.value ?? node.name.value;
  const name = `${typeName}.${key}`;
  const group = groups.get(name) ?? { key, parent, node, below: [] };
  groups.set(name, group);
  if (node.selectionSet) group.below.push(node.selectionSet);
}

function isLeftOut(walk: Walk, selection: SelectionNode): boolean {
  if (!selection.directives?.length) return false;
  const skip = getDirectiveValues(GraphQLSkipDirective, selection, walk.variables);
  const include = getDirectiveValues(GraphQLIncludeDirective, selection, walk.variables);
  return skip?.["if"] === true || include?.["if"] === false;
}

/** The arguments of a field, its variables filled in. */
export function argumentsOf(walk: Walk, field: SelectedField): Values {
  return getArgumentValues(field.definition, field.node, walk.variables);
}
