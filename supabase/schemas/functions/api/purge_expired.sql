create or replace function api.purge_expired(kind text, at timestamptz) returns jsonb
language plpgsql set search_path = '' as $$
declare
  rule record;
  removed integer;
begin
  select r.* into strict rule from bauhaus.retention() r
   where r.name = coalesce(kind, 'inbox');
  execute format(
    'delete from bauhaus.%1$I d where d.ctid = any (array('
    'select x.ctid from bauhaus.%1$I x where x.%2$I < $1 and %3$s order by x.%2$I limit $2))',
    rule.name, rule.age_column, rule.condition) using at - rule.age, rule.at_most;
  get diagnostics removed = row_count;
  return jsonb_build_object('name', rule.name, 'removed', removed,
    'next', (select r.name from bauhaus.retention() r where r.place = rule.place + 1));
end
$$;

comment on function api.purge_expired is
  'Removes from one table what is older than its retention, so that a call is short whatever the '
  'others hold; null begins with the first, `next` names the one after it.';
