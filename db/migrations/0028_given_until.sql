ALTER TABLE "carries" ADD COLUMN "apart_from" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "carries" ADD COLUMN "ceased_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "lot_graces" ADD COLUMN "apart_from" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "lot_graces" ADD COLUMN "ceased_at" timestamp (3) with time zone;--> statement-breakpoint
-- Of what an undo gave only its end is ever written, and that once. By whose parting older rows were given nobody wrote down: by that of the edge's ends.
drop trigger carries_append_only on carries;--> statement-breakpoint
update carries c set ceased_at = v.withdrawn_at, apart_from = jsonb_build_array(e.a, e.b)
  from merge_voids v join merge_edges e on e.id = v.edge_id where v.id = c.void_id;--> statement-breakpoint
update lot_graces g set ceased_at = v.withdrawn_at, apart_from = jsonb_build_array(e.a, e.b)
  from merge_voids v join merge_edges e on e.id = v.edge_id where v.id = g.void_id;--> statement-breakpoint
create trigger carries_append_only before update on carries for each row
  when (old.ceased_at is not null or (to_jsonb(old) - 'ceased_at') is distinct from (to_jsonb(new) - 'ceased_at'))
  execute function refuse_change();--> statement-breakpoint
create trigger carries_kept before delete on carries for each row execute function refuse_change();--> statement-breakpoint
create trigger lot_graces_append_only before update on lot_graces for each row
  when (old.ceased_at is not null or (to_jsonb(old) - 'ceased_at') is distinct from (to_jsonb(new) - 'ceased_at'))
  execute function refuse_change();--> statement-breakpoint
create trigger lot_graces_kept before delete on lot_graces for each row execute function refuse_change();
