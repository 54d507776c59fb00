create or replace function api.list_knowledge(filter jsonb) returns jsonb
language plpgsql stable set search_path = '' as $$
declare
  last bauhaus.knowledge;
begin
  select * into last from bauhaus.knowledge k where k.id = (filter ->> 'after')::uuid;
  return (select coalesce(
      jsonb_agg(bauhaus.knowledge_json(k) order by k.question collate "C", k.id), '[]'::jsonb)
    from (
    select x.* from bauhaus.knowledge x
     where x.agency_id = bauhaus.current_agency()
       and (last.id is null
         or (x.question collate "C", x.id) > (last.question collate "C", last.id))
     order by x.question collate "C", x.id limit (filter ->> 'limit')::integer) k);
end
$$;

comment on function api.list_knowledge is 'Knowledge.list, by question.';
