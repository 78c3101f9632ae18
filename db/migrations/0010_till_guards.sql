-- What came back and what was decided by hand is written once, like the books it moves.
create trigger purchase_returns_append_only before update or delete on purchase_returns for each row execute function refuse_change();
--> statement-breakpoint
create trigger purchase_return_lines_append_only before update or delete on purchase_return_lines for each row execute function refuse_change();
--> statement-breakpoint
create trigger point_adjustments_kept before delete on point_adjustments for each row execute function refuse_change();
