/**
 * Solves `a x = b` for a symmetric positive definite matrix by Cholesky's factorisation, in place.
 * @param a row after row, `size × size`; only its lower half is read, and it is overwritten
 * @param b overwritten with `x`
 * @throws RangeError where `a` is not positive definite
 */
export function solveInPlace(a: Float64Array, b: Float64Array, size: number): void {
  factorise(a, size);
  for (let row = 0; row < size; row++) {
    let sum = b[row] as number;
    for (let k = 0; k < row; k++) sum -= (a[row * size + k] as number) * (b[k] as number);
    b[row] = sum / (a[row * size + row] as number);
  }
  for (let row = size - 1; row >= 0; row--) {
    let sum = b[row] as number;
    for (let k = row + 1; k < size; k++) sum -= (a[k * size + row] as number) * (b[k] as number);
    b[row] = sum / (a[row * size + row] as number);
  }
}

/** Turns the lower half of `a` into the matrix `l` for which `l lᵀ = a`. */
function factorise(a: Float64Array, size: number): void {
  for (let column = 0; column < size; column++) {
    for (let row = column; row < size; row++) {
      let sum = a[row * size + column] as number;
      for (let k = 0; k < column; k++) {
        sum -= (a[row * size + k] as number) * (a[column * size + k] as number);
      }
      if (row > column) a[row * size + column] = sum / (a[column * size + column] as number);
      else if (sum > 0) a[row * size + row] = Math.sqrt(sum);
      else throw new RangeError("The matrix is not positive definite.");
    }
  }
}
