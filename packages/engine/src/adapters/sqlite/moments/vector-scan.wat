;; Inner products of one query with many rows of 8-bit codes, 16 dimensions at a step (WebAssembly SIMD).
;; Compiled by scripts/compile-vector-scan.ts to vector-scan.wasm; vector-scanner.ts says what lies where in memory.
(module
  (memory (export "memory") 1 65536)

  ;; For each of $count numbers at $list: the inner product of the query and that row, as i32 at $out.
  ;; $dimensions is a multiple of 16, of 16-bit values at $query and of 8-bit values of each row at $codes.
  (func (export "innerProducts")
    (param $query i32) (param $codes i32) (param $list i32) (param $count i32) (param $dimensions i32) (param $out i32)
    (local $end i32) (local $row i32) (local $rowEnd i32) (local $at i32)
    (local $bytes v128) (local $low v128) (local $high v128)

    (local.set $end (i32.add (local.get $list) (i32.shl (local.get $count) (i32.const 2))))
    (block $done
      (loop $rows
        (br_if $done (i32.ge_u (local.get $list) (local.get $end)))
        (local.set $row
          (i32.add
            (local.get $codes)
            (i32.mul (i32.load (local.get $list)) (local.get $dimensions))))
        (local.set $rowEnd (i32.add (local.get $row) (local.get $dimensions)))
        (local.set $at (local.get $query))
        (local.set $low (v128.const i32x4 0 0 0 0))
        (local.set $high (v128.const i32x4 0 0 0 0))

        (loop $step
          (local.set $bytes (v128.load (local.get $row)))
          (local.set $low
            (i32x4.add
              (local.get $low)
              (i32x4.dot_i16x8_s
                (i16x8.extend_low_i8x16_s (local.get $bytes))
                (v128.load (local.get $at)))))
          (local.set $high
            (i32x4.add
              (local.get $high)
              (i32x4.dot_i16x8_s
                (i16x8.extend_high_i8x16_s (local.get $bytes))
                (v128.load offset=16 (local.get $at)))))
          (local.set $at (i32.add (local.get $at) (i32.const 32)))
          (local.set $row (i32.add (local.get $row) (i32.const 16)))
          (br_if $step (i32.ne (local.get $row) (local.get $rowEnd))))

        (local.set $low (i32x4.add (local.get $low) (local.get $high)))
        (i32.store
          (local.get $out)
          (i32.add
            (i32.add
              (i32x4.extract_lane 0 (local.get $low))
              (i32x4.extract_lane 1 (local.get $low)))
            (i32.add
              (i32x4.extract_lane 2 (local.get $low))
              (i32x4.extract_lane 3 (local.get $low)))))
        (local.set $out (i32.add (local.get $out) (i32.const 4)))
        (local.set $list (i32.add (local.get $list) (i32.const 4)))
        (br $rows)))))
