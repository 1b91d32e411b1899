//! All orders of a list, one after the other.

/// Turns a list into the next greater order of the same items; false after the greatest.
///
/// Starting from the sorted list, every distinct order is seen exactly once.
pub(super) fn next_permutation(items: &mut [u32]) -> bool {
    let Some(pivot) = items.windows(2).rposition(|pair| pair[0] < pair[1]) else {
        return false;
    };
    let swap = items
        .iter()
        .rposition(|&item| item > items[pivot])
        .expect("the item after the pivot is greater");
    items.swap(pivot, swap);
    items[pivot + 1..].reverse();
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_items_have_twenty_four_orders_in_ascending_order() {
        let mut items = vec![0, 1, 2, 3];
        let mut seen = vec![items.clone()];
        while next_permutation(&mut items) {
            seen.push(items.clone());
        }
        assert_eq!(seen.len(), 24);
        assert!(seen.is_sorted_by(|a, b| a < b));
    }
}
