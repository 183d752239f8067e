;; Dot products of one int16 query with chosen int8 rows, by fixed-width SIMD.
;;
;; The query keeps 16 bits because that costs nothing (rows must be widened to 16 bits anyway) and leaves the rows' rounding as the only error
;; that matters. The caller scales the query so that no sum can leave 32 bits.
;;
;; dots(query, rows, slots, count, width, out): for i < count
;;   out[i] = sum over k < width of query[k] * rows[slots[i] * width + k]
;; query: int16[width]; rows: int8[..][width]; slots, out: int32[count]; width: a multiple of 16.
(module
  (import "env" "memory" (memory 1))
  (func (export "dots")
    (param $query i32) (param $rows i32) (param $slots i32) (param $count i32) (param $width i32) (param $out i32)
    (local $a v128) (local $b v128) (local $c v128) (local $d v128) (local $bytes v128)
    (local $row i32) (local $word i32) (local $end i32) (local $pairsEnd i32) (local $slotsEnd i32)
    (local.set $slotsEnd (i32.add (local.get $slots) (i32.shl (local.get $count) (i32.const 2))))
    (block $done
      (loop $nextRow
        (br_if $done (i32.ge_u (local.get $slots) (local.get $slotsEnd)))
        (local.set $row (i32.add (local.get $rows) (i32.mul (i32.load (local.get $slots)) (local.get $width))))
        (local.set $word (local.get $query))
        (local.set $end (i32.add (local.get $row) (local.get $width)))
        ;; Two blocks of 16 at a time as far as they go, then the odd one.
        (local.set $pairsEnd (i32.add (local.get $row) (i32.and (local.get $width) (i32.const -32))))
        (local.set $a (v128.const i32x4 0 0 0 0))
        (local.set $b (v128.const i32x4 0 0 0 0))
        (local.set $c (v128.const i32x4 0 0 0 0))
        (local.set $d (v128.const i32x4 0 0 0 0))
        (block $pairsDone
          (loop $nextPair
            (br_if $pairsDone (i32.ge_u (local.get $row) (local.get $pairsEnd)))
            (local.set $bytes (v128.load (local.get $row)))
            (local.set $a (i32x4.add (local.get $a)
              (i32x4.dot_i16x8_s (v128.load (local.get $word)) (i16x8.extend_low_i8x16_s (local.get $bytes)))))
            (local.set $b (i32x4.add (local.get $b)
              (i32x4.dot_i16x8_s (v128.load offset=16 (local.get $word)) (i16x8.extend_high_i8x16_s (local.get $bytes)))))
            (local.set $bytes (v128.load offset=16 (local.get $row)))
            (local.set $c (i32x4.add (local.get $c)
              (i32x4.dot_i16x8_s (v128.load offset=32 (local.get $word)) (i16x8.extend_low_i8x16_s (local.get $bytes)))))
            (local.set $d (i32x4.add (local.get $d)
              (i32x4.dot_i16x8_s (v128.load offset=48 (local.get $word)) (i16x8.extend_high_i8x16_s (local.get $bytes)))))
            (local.set $row (i32.add (local.get $row) (i32.const 32)))
            (local.set $word (i32.add (local.get $word) (i32.const 64)))
            (br $nextPair)))
        (if (i32.lt_u (local.get $row) (local.get $end))
          (then
            (local.set $bytes (v128.load (local.get $row)))
            (local.set $a (i32x4.add (local.get $a)
              (i32x4.dot_i16x8_s (v128.load (local.get $word)) (i16x8.extend_low_i8x16_s (local.get $bytes)))))
            (local.set $b (i32x4.add (local.get $b)
              (i32x4.dot_i16x8_s (v128.load offset=16 (local.get $word)) (i16x8.extend_high_i8x16_s (local.get $bytes)))))))
        (local.set $a (i32x4.add (i32x4.add (local.get $a) (local.get $b)) (i32x4.add (local.get $c) (local.get $d))))
        (i32.store (local.get $out)
          (i32.add
            (i32.add (i32x4.extract_lane 0 (local.get $a)) (i32x4.extract_lane 1 (local.get $a)))
            (i32.add (i32x4.extract_lane 2 (local.get $a)) (i32x4.extract_lane 3 (local.get $a)))))
        (local.set $out (i32.add (local.get $out) (i32.const 4)))
        (local.set $slots (i32.add (local.get $slots) (i32.const 4)))
        (br $nextRow)))))
