create or replace function bauhaus.forget_imports(
  phones text[], journey_ids uuid[], agency uuid
) returns integer
language plpgsql as $$
declare
  import_ids uuid[];
begin
  with gone as (
    delete from bauhaus.imported_journeys j
     where j.agency_id = agency
       and (j.journey_id = any (journey_ids) or exists (
         select from jsonb_array_elements(j.phones) p
          where p ->> 'phone' = any (forget_imports.phones)))
    returning j.import_id)
  select coalesce(array_agg(distinct g.import_id), '{}') into import_ids from gone g;
  update bauhaus.imports i set content = 'null', file = 'null' where i.id = any (import_ids);
  return cardinality(import_ids);
end
$$;

comment on function bauhaus.forget_imports is
  'Removes what imported files say of a person: their journeys, and the cells of the files.';
