create or replace function bauhaus.is_silenced(sender text, phone text) returns boolean
language plpgsql stable as $$
begin
  return exists (select from bauhaus.silenced_lines l where l.line = bauhaus.line_of(sender, phone)
    and l.opted_out);
end
$$;
