//! Segments are kept, listed, and not deleted while somebody needs them.

use chrono::TimeDelta;
use growffinity_kernel::{CustomerId, Direction, PerPage, SegmentId, Window};
use growffinity_segmentation::{
    DeleteSegmentError, NewRule, Refresh, RefreshSegmentError, SegmentChange, SegmentKind, SegmentName, SegmentOrder,
    SegmentQuery, SegmentStatus, Span, UpdateSegmentError,
    ports::{Due, Saving, SegmentStore},
};

use super::house::{House, spent};

#[tokio::test]
async fn a_segment_is_read_as_it_was_made() {
    let house = House::with_spenders(&[150]);
    let made = house.create("Spent over 100 & more", spent(100), Refresh::Daily).await;
    assert_eq!(made.slug, "spent-over-100-more");
    assert_eq!(house.segments.find(made.id).await.unwrap().unwrap(), made);
    assert_eq!(house.segments.find(SegmentId::new(99).unwrap()).await.unwrap(), None);
}

#[tokio::test]
async fn slugs_differ() {
    let house = House::with_spenders(&[]);
    let first = house.create("Under_score%", spent(1), Refresh::Manual).await;
    let second = house.create("Under score", spent(1), Refresh::Manual).await;
    let third = house.create("under-score!", spent(1), Refresh::Manual).await;
    assert_eq!([&*first.slug, &*second.slug, &*third.slug], ["under-score", "under-score-2", "under-score-3"]);

    let change = SegmentChange { slug: Some("under score".into()), ..SegmentChange::default() };
    assert_eq!(house.segments.update(third.id, change, None).await.unwrap().slug, "under-score-3");
    let all = (0..6).map(|_| {
        let store = house.store();
        let segment = first.clone();
        tokio::spawn(async move { store.insert(&segment, None).await.unwrap().unwrap().slug })
    });
    let mut slugs = Vec::new();
    for task in all.collect::<Vec<_>>() {
        slugs.push(task.await.unwrap());
    }
    slugs.sort();
    slugs.dedup();
    assert_eq!(slugs.len(), 6);
}

#[tokio::test]
async fn a_stale_change_changes_nothing() {
    let house = House::with_spenders(&[]);
    let made = house.create("First", spent(1), Refresh::Hourly).await;
    let rename = |name| SegmentChange { name: SegmentName::parse(name), ..SegmentChange::default() };
    let changed = house.segments.update(made.id, rename("Second"), Some(1)).await.unwrap();
    assert_eq!((changed.version, changed.slug.as_str()), (2, "first"));
    let stale = house.segments.update(made.id, rename("Third"), Some(1)).await;
    assert!(matches!(stale, Err(UpdateSegmentError::Stale { current: 2 })), "{stale:?}");
    assert_eq!(house.store().save(&made, 1, Due::AsBefore).await.unwrap(), Saving::Stale);
    assert_eq!(house.segments.update(made.id, rename("Second"), None).await.unwrap(), changed);
    let unknown = house.segments.update(SegmentId::new(99).unwrap(), rename("x"), None).await;
    assert!(matches!(unknown, Err(UpdateSegmentError::NotFound)));
}

#[tokio::test]
async fn lists_are_filtered_sorted_and_cut() {
    let house = House::with_spenders(&[50, 150, 250]);
    let big = house.create("Big", spent(200), Refresh::Live).await;
    house.clock.advance(TimeDelta::hours(1));
    let all = house.create("all", spent(1), Refresh::Daily).await;
    house.clock.advance(TimeDelta::hours(1));
    let hand = house.make("Picked by hand", NewRule::Static).await;
    assert_eq!((hand.refresh, hand.status), (Refresh::Manual, SegmentStatus::Ready));

    let names = async |query: SegmentQuery| {
        let page = house.segments.list(&query).await.unwrap();
        assert_eq!(page.total, u64::try_from(page.items.len()).unwrap());
        page.items.into_iter().map(|segment| segment.name.as_str().to_owned()).collect::<Vec<_>>()
    };
    let any = SegmentQuery::default;
    assert_eq!(names(any()).await, ["Picked by hand", "all", "Big"]);
    let by = |order, direction| SegmentQuery { order, direction, ..any() };
    assert_eq!(names(by(SegmentOrder::Name, Direction::Ascending)).await, ["all", "Big", "Picked by hand"]);
    assert_eq!(names(by(SegmentOrder::MembersCount, Direction::Descending)).await, ["all", "Big", "Picked by hand"]);
    assert_eq!(names(SegmentQuery { search: Some("BY H".into()), ..any() }).await, ["Picked by hand"]);
    assert_eq!(names(SegmentQuery { kind: vec![SegmentKind::Dynamic], ..any() }).await, ["all", "Big"]);
    assert_eq!(
        names(SegmentQuery { refresh: vec![Refresh::Live, Refresh::Manual], ..any() }).await,
        ["Picked by hand", "Big"]
    );
    assert_eq!(names(SegmentQuery { status: vec![SegmentStatus::Failed], ..any() }).await, Vec::<String>::new());
    assert_eq!(names(SegmentQuery { exclude: vec![big.id], ..any() }).await, ["Picked by hand", "all"]);
    let include = vec![big.id, hand.id];
    let in_order = SegmentQuery { include, order: SegmentOrder::Include, direction: Direction::Ascending, ..any() };
    assert_eq!(names(in_order).await, ["Big", "Picked by hand"]);
    assert_eq!(names(SegmentQuery { customer: CustomerId::new(3), ..any() }).await, ["all", "Big"]);
    assert_eq!(names(SegmentQuery { customer: CustomerId::new(1), ..any() }).await, ["all"]);
    let created = Span { after: Some(big.created_at), before: Some(hand.created_at) };
    assert_eq!(names(SegmentQuery { created, ..any() }).await, ["all"]);

    let window = Window::Offset { offset: 1, limit: PerPage::new(1).unwrap() };
    let page = house.segments.list(&SegmentQuery { window, ..any() }).await.unwrap();
    assert_eq!((page.total, page.items.first().map(|segment| segment.id)), (3, Some(all.id)));
    let window = Window::After { after: big.id.get(), limit: PerPage::new(1).unwrap() };
    let page = house.segments.list(&SegmentQuery { window, ..any() }).await.unwrap();
    assert_eq!(page.items.first().map(|segment| segment.id), Some(all.id));
}

#[tokio::test]
async fn one_in_use_is_not_deleted() {
    let house = House::with_spenders(&[150]);
    let segment = house.create("Big", spent(100), Refresh::Live).await;
    house.execute(&format!(
        "INSERT INTO campaigns (name, content, include, status, timezone, created_at, modified_at) \
         VALUES ('Draft', '{{}}', '{{{id}}}', 'draft', 'UTC', now(), now()), \
                ('Soon', '{{}}', '{{{id}}}', 'scheduled', 'UTC', now(), now())",
        id = segment.id
    ));
    let refused = house.segments.delete(segment.id, None).await;
    let Err(DeleteSegmentError::InUse(used_by)) = refused else { panic!("{refused:?}") };
    assert_eq!(used_by.campaigns.iter().map(|user| user.name.as_str()).collect::<Vec<_>>(), ["Soon"]);
    assert_eq!(house.segments.find(segment.id).await.unwrap().unwrap().used_by, used_by);

    house.execute("UPDATE campaigns SET status = 'sent'");
    let stale = house.segments.delete(segment.id, Some(7)).await;
    assert!(matches!(stale, Err(DeleteSegmentError::Stale { current: 1 })));
    assert_eq!(house.segments.delete(segment.id, Some(1)).await.unwrap().id, segment.id);
    assert!(matches!(house.segments.delete(segment.id, None).await, Err(DeleteSegmentError::NotFound)));
    assert_eq!(house.number("SELECT count(*) AS number FROM segment_members"), 0);
}

#[tokio::test]
async fn a_static_segment_follows_no_rule() {
    let house = House::with_spenders(&[150]);
    let hand = house.make("By hand", NewRule::Static).await;
    house.execute(&format!("INSERT INTO segment_members VALUES ({}, 1, now())", hand.id));
    assert!(matches!(house.segments.refresh(hand.id).await, Err(RefreshSegmentError::Static)));
    house.clock.advance(TimeDelta::days(2));
    assert_eq!(house.segments.refresh_due(10).await.unwrap().claimed, 0);
    assert_eq!(house.members(&hand).await, [1]);
}
